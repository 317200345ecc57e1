using NetMesh.Contracts.Peers;
using NetMesh.Contracts.Swarms;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.BitTorrent.Torrents;

namespace NetMesh.Testing;

/// <summary>A swarm of a mesh.</summary>
public sealed class MeshSwarm
{
    private readonly EmbeddedMesh mesh;
    private readonly SwarmPlan plan;

    internal MeshSwarm(EmbeddedMesh mesh, SwarmPlan plan) => (this.mesh, this.plan) = (mesh, plan);

    public string Name => plan.Name;

    /// <summary>What is shared.</summary>
    public Metainfo Torrent => plan.Torrent;

    /// <summary>The .torrent file, for real clients; empty on the virtual clock, where content is simulated.</summary>
    public ReadOnlyMemory<byte> TorrentFile => plan.Torrent.Encoded;

    /// <summary>Hosts that have everything from the start.</summary>
    public IReadOnlyList<IPv4Address> Seeds => [.. plan.Members.Where(member => member.IsSeed).Select(member => member.Address)];

    /// <summary>Hosts that come for the content, in the order of their arrival.</summary>
    public IReadOnlyList<IPv4Address> Leechers => [.. plan.Members.Where(member => !member.IsSeed).Select(member => member.Address)];

    /// <summary>The swarm as it stands.</summary>
    public ValueTask<SwarmStatus> LookAsync() => mesh.LookAsync(Name);

    /// <summary>All its peers as they stand, seeds first.</summary>
    public async ValueTask<IReadOnlyList<PeerStatus>> PeersAsync()
    {
        var peers = new List<PeerStatus>(plan.Members.Length);
        foreach (var member in plan.Members)
        {
            peers.Add(await mesh.LookAsync(member.Address));
        }

        return peers;
    }

    /// <summary>Waits until as many downloads have finished as there are leechers; false when this much of the mesh's own time has passed without it.</summary>
    public ValueTask<bool> RunUntilDoneAsync(TimeSpan within) => mesh.RunUntilDoneAsync(Name, Leechers.Count, within);

    /// <summary>Makes every peer leave.</summary>
    public ValueTask StopAsync() => mesh.StopSwarmAsync(Name);
}
