using NetMesh.Contracts.Hosts;

namespace NetMesh.Contracts.Peers;

/// <summary>A BitTorrent peer on a host, in one swarm.</summary>
public interface IPeerGrain : IHostGrain
{
    /// <summary>Starts (or goes on after its silo died: the plan is kept) as a member of the plan's swarm. Joining twice is joining once.</summary>
    ValueTask JoinAsync(PeerPlan plan);

    /// <summary>Announces <c>stopped</c>, closes all connections and forgets the swarm.</summary>
    ValueTask LeaveAsync();

    /// <summary>Wakes the peer if it was lost with its silo; does nothing to one that runs.</summary>
    ValueTask<PeerStatus> LookAsync();

    /// <summary>The same with all that the peer itself sees: its pieces and its neighbours.</summary>
    ValueTask<PeerOutlook> LookAroundAsync();
}
