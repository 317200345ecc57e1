using System.Collections.Immutable;
using NetMesh.Contracts.Replicas;
using NetMesh.Protocols.Wire;
using Orleans.Concurrency;

namespace NetMesh.Contracts.Sites;

/// <summary>
/// One process of a planet that several processes run together, as the others reach it. All of it is one-way and may arrive in any order, late, or not
/// at all: what is lost is noticed by the next news.
/// </summary>
public interface ISite : IGrainObserver
{
    /// <summary>Frames for ends of streams that this process holds.</summary>
    /// <param name="sender">The process that holds the other ends, so that it can be answered even if it was unknown until now.</param>
    /// <param name="frames">Each numbered within its stream; the receiving end puts them in order.</param>
    [OneWay]
    ValueTask Receive(ISite sender, TrunkBatch frames);

    /// <summary>Another process lives, and says what it publishes.</summary>
    [OneWay]
    ValueTask Hear(SiteNews news);

    /// <summary>The register's answer.</summary>
    /// <param name="others">
    /// The processes whose lease it knows to run, but the one that is answered, in the order in which they entered. A register that has just come back
    /// does not know all of them again: who is not named need not be gone.
    /// </param>
    [OneWay]
    ValueTask Meet(ImmutableArray<SiteEntry> others);
}
