using NetMesh.Protocols.Addressing;
using Orleans.Concurrency;

namespace NetMesh.Contracts.Swarms;

/// <summary>Spawns and watches the population of one torrent: arrivals, session lengths, capacities, who leaves and who stays. Keyed by the swarm's name.</summary>
public interface ISwarmGrain : IGrainWithStringKey
{
    /// <summary>Starts the swarm, or goes on with one whose silo died. Starting twice is starting once.</summary>
    ValueTask StartAsync(SwarmPlan plan);

    /// <summary>Makes every peer leave.</summary>
    ValueTask StopAsync();

    /// <summary>The swarm as it stands; also wakes it if it was lost with its silo.</summary>
    ValueTask<SwarmStatus> LookAsync();

    /// <summary>As <see cref="LookAsync"/>, for somebody who only wants it to run.</summary>
    [OneWay]
    ValueTask Wake();

    /// <summary>A peer tells how far it is: when it finished, when it left.</summary>
    [OneWay]
    ValueTask Report(IPv4Address peer, PeerMilestone milestone);
}

/// <summary>What a peer reports to its swarm.</summary>
public enum PeerMilestone
{
    Completed,

    /// <summary>Of its own accord; whom the swarm itself sent away says nothing.</summary>
    Left,

    /// <summary>Likewise, with everything: one message, because of two the second may arrive first.</summary>
    LeftComplete,
}
