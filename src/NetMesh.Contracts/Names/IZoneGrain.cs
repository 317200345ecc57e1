using System.Collections.Immutable;
using NetMesh.Protocols.Dns.Messages;
using NetMesh.Protocols.Dns.Names;
using Orleans.Concurrency;

namespace NetMesh.Contracts.Names;

/// <summary>
/// The owner of a zone, keyed by the zone's name. Its state is the zone's only truth; servers answer from copies, which they get as any secondary does. What it says was
/// done is on disk.
/// </summary>
public interface IZoneGrain : IGrainWithStringKey
{
    /// <summary>Gives the zone, or what has changed in it (RFC 5936, RFC 1995): the messages of the answer. None while there is no zone, or one too old to be answered from.</summary>
    /// <param name="query">A question of type AXFR or IXFR.</param>
    [AlwaysInterleave]
    ValueTask<ImmutableArray<DnsMessage>> TransferAsync(DnsMessage query);

    /// <summary>Changes the zone (RFC 2136), all of it or nothing. Whoever sent it may: that has been settled.</summary>
    /// <returns>What to answer. With <see cref="ResponseCode.NoError"/> the change is there for good.</returns>
    ValueTask<ResponseCode> UpdateAsync(DnsMessage update);

    /// <summary>The primary outside says that it has changed (RFC 1996).</summary>
    ValueTask HearNoticeAsync();

    /// <summary>The keys of a zone that is signed, as the answer to a question of type DNSKEY: what its entry points are, those trust who ask for them.</summary>
    [AlwaysInterleave]
    ValueTask<DnsMessage> GiveKeysAsync();

    /// <summary>Does what is due: signatures are renewed, the zone above learns of the keys, the primary outside is looked at. Returns when it is done.</summary>
    ValueTask WakeAsync();

    /// <summary>Begins to replace a key (RFC 6781 §4.1); false while it is being replaced, or the zone is not signed.</summary>
    /// <param name="isEntryPoint">The key that signs the keys, and that the zone above points at (KSK); or else the one that signs the zone's records (ZSK).</param>
    ValueTask<bool> RollAsync(bool isEntryPoint);

    /// <summary>The zone above, which is outside, points at the key that was published last, and at no other; false when it has not been waited for.</summary>
    ValueTask<bool> HearOfDelegationAsync();

    /// <summary>The keys of a zone that is signed, and where each stands.</summary>
    [AlwaysInterleave]
    ValueTask<ImmutableArray<ZoneKeyState>> ListKeysAsync();
}

/// <summary>A key of a zone.</summary>
/// <param name="IsEntryPoint">It signs the keys (KSK); or else the records (ZSK).</param>
/// <param name="Tag">By which signatures name it.</param>
/// <param name="Algorithm">The number of its algorithm.</param>
/// <param name="Stage">Where it stands in its life: <c>signing</c>, <c>published</c>, <c>retired</c>, <c>introduced</c>, <c>superseded</c>, <c>released</c> or <c>revoked</c>.</param>
/// <param name="Since">Since when.</param>
/// <param name="DelegationSigner">Of one that signs keys, the data of the DS record that points at it; null for others.</param>
[GenerateSerializer, Immutable, Alias("netmesh.zone-key-state")]
public sealed record ZoneKeyState(
    [property: Id(0)] bool IsEntryPoint,
    [property: Id(1)] ushort Tag,
    [property: Id(2)] byte Algorithm,
    [property: Id(3)] string Stage,
    [property: Id(4)] DateTimeOffset Since,
    [property: Id(5)] string? DelegationSigner);

/// <summary>Where owners of zones are found.</summary>
public static class ZoneOwners
{
    /// <summary>The owner of a zone: one, whatever the case of the letters in which it is named.</summary>
    public static IZoneGrain OwnerOf(this IGrainFactory grains, DomainName zone) => grains.GetGrain<IZoneGrain>(zone.ToCanonical().ToString());
}
