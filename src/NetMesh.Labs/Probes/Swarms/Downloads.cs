using NetMesh.Contracts.Peers;
using NetMesh.Grains.Peers.Watching;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.BitTorrent.Content;

namespace NetMesh.Labs.Probes.Swarms;

/// <summary>One peer's coming for the content, and what became of it.</summary>
/// <param name="Peer">Who.</param>
/// <param name="Came">When, of the mesh's clock.</param>
/// <param name="Finished">When it had everything; null: not, or not yet.</param>
/// <param name="Left">When it left; null: it is there.</param>
public sealed record DownloadRecord(PeerPlan Peer, TimeSpan Came, TimeSpan? Finished = null, TimeSpan? Left = null)
{
    public TimeSpan? Took => Finished - Came;
}

/// <summary>Keeps when each peer came, finished and left, in the order of their coming. Seeds from the start are not downloads.</summary>
public sealed class Downloads : ISwarmWatcher
{
    private readonly Dictionary<IPv4Address, int> current = [];
    private readonly List<DownloadRecord> all = [];

    public IReadOnlyList<DownloadRecord> All => all;

    void ISwarmWatcher.Joined(PeerPlan peer, PieceSet pieces, TimeSpan now)
    {
        // One that goes on after its silo died has not come anew.
        if (!peer.IsSeed && !(current.TryGetValue(peer.Listen.Address, out var last) && all[last].Left is null))
        {
            current[peer.Listen.Address] = all.Count;
            all.Add(new DownloadRecord(peer, now));
        }
    }

    void ISwarmWatcher.Finished(PeerPlan peer, TimeSpan now) => Change(peer, record => record with { Finished = now });

    void ISwarmWatcher.Left(PeerPlan peer, TimeSpan now) => Change(peer, record => record with { Left = now });

    private void Change(PeerPlan peer, Func<DownloadRecord, DownloadRecord> change)
    {
        if (current.TryGetValue(peer.Listen.Address, out var index))
        {
            all[index] = change(all[index]);
        }
    }
}
