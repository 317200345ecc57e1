using NetMesh.Protocols.Wire;
using Orleans.Concurrency;

namespace NetMesh.Contracts.Sites;

/// <summary>
/// Where the processes of one planet find each other; one per cluster, keyed by <see cref="Key"/>. Nothing it knows is durable: everybody enters again
/// every second, so that a register lost with its silo knows them all again a second later. It introduces, and never declares anybody lost: that, each
/// process does for itself, by what it hears from the others.
/// </summary>
public interface ISiteRegister : IGrainWithStringKey
{
    /// <summary>The key of the one there is.</summary>
    public const string Key = "planet";

    /// <summary>A process enters, or renews its lease. The answer is <see cref="ISite.Meet"/>.</summary>
    [OneWay]
    ValueTask Enter(SiteEntry site);

    /// <summary>A process ends in good order.</summary>
    [OneWay]
    ValueTask Leave(SiteId site);
}
