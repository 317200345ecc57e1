using NetMesh.Contracts.Peers;
using NetMesh.Grains.Peers.Watching;
using NetMesh.Planet.Hosts;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.BitTorrent.Content;

namespace NetMesh.Labs.Probes.Swarms;

/// <summary>
/// What part of their uplinks the present peers use for payload: bits that arrived from them over bits they could have sent while they were there. Headers
/// and protocol messages count as unused, so that some 4 % can never be reached. Free riders and unlimited uplinks are left out.
/// </summary>
public sealed class UplinkUse(PlanetMap map) : ISwarmWatcher
{
    private readonly Dictionary<IPv4Address, long> present = [];
    private long bitsPerSecond;
    private double couldSend;
    private double sent;
    private TimeSpan countedUntil;

    /// <summary>Bits that could have been sent, and those that were and arrived, so far.</summary>
    public (double CouldSend, double Sent) Totals(TimeSpan now)
    {
        CountUntil(now);
        return (couldSend, sent);
    }

    void ISwarmWatcher.Joined(PeerPlan peer, PieceSet pieces, TimeSpan now)
    {
        Remove(peer.Listen.Address, now);
        if (!peer.Policies.FreeRider && map.HostAt(peer.Listen.Address)?.Link.UpBitsPerSecond is { } up and > 0)
        {
            present[peer.Listen.Address] = up;
            bitsPerSecond += up;
        }
    }

    void ISwarmWatcher.Left(PeerPlan peer, TimeSpan now) => Remove(peer.Listen.Address, now);

    // What was under way when its sender left still arrives, and counts: it was sent while the sender could.
    void ISwarmWatcher.Received(PeerPlan peer, IPv4Address neighbour, int bytes, TimeSpan now) => sent += 8.0 * bytes;

    private void Remove(IPv4Address peer, TimeSpan now)
    {
        CountUntil(now);
        if (present.Remove(peer, out var up))
        {
            bitsPerSecond -= up;
        }
    }

    private void CountUntil(TimeSpan now)
    {
        couldSend += bitsPerSecond * (now - countedUntil).TotalSeconds;
        countedUntil = now;
    }
}
