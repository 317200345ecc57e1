using NetMesh.Contracts.Peers;
using NetMesh.Grains.Peers.Watching;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.BitTorrent.Content;

namespace NetMesh.Labs.Probes.Swarms;

/// <summary>
/// How many peers are there that lack something, and how many that have everything: x and y of the fluid model, but that y counts the seeds from the start, too.
/// </summary>
public sealed class Presence : ISwarmWatcher
{
    private readonly Dictionary<IPv4Address, bool> isSeed = [];
    private TimeSpan countedUntil;
    private double leecherSeconds;
    private double seedSeconds;

    public int Leechers { get; private set; }

    public int Seeds { get; private set; }

    /// <summary>The numbers summed up over time, in peer-seconds: differences over the time between two moments are the means there.</summary>
    public (double Leechers, double Seeds) Totals(TimeSpan now)
    {
        CountUntil(now);
        return (leecherSeconds, seedSeconds);
    }

    void ISwarmWatcher.Joined(PeerPlan peer, PieceSet pieces, TimeSpan now) => Put(peer, pieces.IsComplete, now);

    void ISwarmWatcher.Finished(PeerPlan peer, TimeSpan now) => Put(peer, true, now);

    void ISwarmWatcher.Left(PeerPlan peer, TimeSpan now) => Put(peer, null, now);

    private void Put(PeerPlan peer, bool? seeds, TimeSpan now)
    {
        CountUntil(now);
        if (isSeed.Remove(peer.Listen.Address, out var was))
        {
            (Leechers, Seeds) = was ? (Leechers, Seeds - 1) : (Leechers - 1, Seeds);
        }

        if (seeds is { } isComplete)
        {
            isSeed[peer.Listen.Address] = isComplete;
            (Leechers, Seeds) = isComplete ? (Leechers, Seeds + 1) : (Leechers + 1, Seeds);
        }
    }

    private void CountUntil(TimeSpan now)
    {
        leecherSeconds += Leechers * (now - countedUntil).TotalSeconds;
        seedSeconds += Seeds * (now - countedUntil).TotalSeconds;
        countedUntil = now;
    }
}
