using System.Collections.Immutable;
using NetMesh.Contracts.Sites;

namespace NetMesh.Contracts.Replicas;

/// <summary>
/// What one process tells another every second, and whenever it has published something: that it lives, which snapshots of its own are the newest, and
/// those snapshots that the other one lacks.
/// </summary>
/// <param name="From">The process that tells.</param>
/// <param name="Number">Counts the news from one process to the other from 1: older ones that come later confirm nothing.</param>
/// <param name="Stamp">The teller's own clock.</param>
/// <param name="Echo">
/// The newest <paramref name="Stamp"/> that the teller had heard from the receiver; 0: none yet. All this was so at a time later than that, by the
/// receiver's own clock, however long the news were under way. A lease counts from there.
/// </param>
/// <param name="Published">All keys under which the teller publishes now.</param>
/// <param name="Enclosed">Snapshots that are new, or were asked for.</param>
/// <param name="Wanted">Keys of the receiver's whose newest snapshot the teller lacks.</param>
/// <param name="IsLeaving">The process ends in good order: these are its last news.</param>
[GenerateSerializer, Immutable, Alias("netmesh.site-news")]
public sealed record SiteNews(
    [property: Id(0)] SiteEntry From,
    [property: Id(1)] long Number,
    [property: Id(2)] long Stamp,
    [property: Id(3)] long Echo,
    [property: Id(4)] ImmutableArray<PublishedVersion> Published,
    [property: Id(5)] ImmutableArray<Replica> Enclosed,
    [property: Id(6)] ImmutableArray<string> Wanted,
    [property: Id(7)] bool IsLeaving)
{
    /// <summary>For the trace hash.</summary>
    public ulong TraceIdentity =>
        Protocols.Wire.TraceMix.Mix(Protocols.Wire.TraceMix.Mix((ulong)From.Id.Value, (ulong)Number), (ulong)Published.Length, (ulong)Enclosed.Length);
}
