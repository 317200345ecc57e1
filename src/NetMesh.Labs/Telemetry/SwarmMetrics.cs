using System.Diagnostics.Metrics;
using NetMesh.Contracts.Peers;
using NetMesh.Grains.Peers.Watching;
using NetMesh.Planet.Hosts;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.BitTorrent.Content;

namespace NetMesh.Labs.Telemetry;

/// <summary>
/// What the swarms of a process do, by swarm: meter <c>NetMesh.Swarms</c>. A swarm is everybody who shares one torrent. Peers of this process are counted;
/// real clients only by what they give, and on a cluster every process counts its own. An event costs a few additions; pieces and pairs of peers are gone
/// through only when somebody asks. Who does not want numbers, as labs, does not make one.
/// </summary>
public sealed class SwarmMetrics : ISwarmWatcher, IDisposable
{
    private readonly Dictionary<Sha1Hash, SwarmTally> swarms = [];
    private readonly SwarmWatch watch;
    private readonly PlanetMap map;
    private readonly Meter meter;

    /// <param name="watch">Where peers tell what they do.</param>
    /// <param name="map">Says who stands in which region; scopes the meter.</param>
    public SwarmMetrics(SwarmWatch watch, PlanetMap map)
    {
        this.watch = watch;
        this.map = map;
        meter = new Meter(new MeterOptions("NetMesh.Swarms") { Scope = map });
        meter.CreateObservableGauge("netmesh_swarm_peers", () => Read(swarm => swarm.Peers()), null, "Peers that are there, by what they do");
        meter.CreateObservableGauge("netmesh_swarm_pieces", () => Read(swarm => swarm.Pieces()), null, "Pieces of the torrent");
        meter.CreateObservableGauge("netmesh_swarm_piece_copies_min", () => Read(swarm => swarm.Copies(count => count.Least)), null, "Copies of the rarest piece");
        meter.CreateObservableGauge("netmesh_swarm_piece_copies_mean", () => Read(swarm => swarm.Copies(count => count.Mean)), null, "Copies of a piece in the mean");
        meter.CreateObservableGauge("netmesh_swarm_piece_copies_max", () => Read(swarm => swarm.Copies(count => count.Most)), null, "Copies of the commonest piece");
        meter.CreateObservableGauge("netmesh_swarm_rarest_pieces", () => Read(swarm => swarm.Copies(count => count.Rarest)), null, "Pieces that are as rare as the rarest one");
        meter.CreateObservableGauge(
            "netmesh_swarm_entropy_ratio", () => Read(swarm => swarm.Entropy()), null, "Of every two leechers, the share of those of which one has a piece that the other lacks");
        meter.CreateObservableCounter("netmesh_swarm_completions", () => Read(swarm => swarm.Completions()), null, "Downloads that finished");
        meter.CreateObservableCounter("netmesh_swarm_received_bytes", () => Read(swarm => swarm.Received()), "By", "Payload that arrived at peers, by their region and by whence it came");
        meter.CreateObservableCounter("netmesh_swarm_unchokes", () => Read(swarm => swarm.Unchokes()), null, "Neighbours unchoked, by why");
        watch.Add(this);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        watch.Remove(this);
        meter.Dispose();
    }

    void ISwarmWatcher.Joined(PeerPlan peer, PieceSet pieces, TimeSpan now) => TallyOf(peer).Joined(peer, pieces, now);

    void ISwarmWatcher.Verified(PeerPlan peer, int piece, TimeSpan now) => TallyOf(peer).Verified(peer, piece, now);

    void ISwarmWatcher.Finished(PeerPlan peer, TimeSpan now) => TallyOf(peer).Finished(peer, now);

    void ISwarmWatcher.Left(PeerPlan peer, TimeSpan now) => TallyOf(peer).Left(peer, now);

    void ISwarmWatcher.Unchoked(PeerPlan peer, IPv4Address neighbour, UnchokeReason reason, TimeSpan now) => TallyOf(peer).Unchoked(peer, neighbour, reason, now);

    void ISwarmWatcher.Choked(PeerPlan peer, IPv4Address neighbour, TimeSpan now) => TallyOf(peer).Choked(peer, neighbour, now);

    void ISwarmWatcher.Received(PeerPlan peer, IPv4Address neighbour, int bytes, TimeSpan now) => TallyOf(peer).Received(peer, neighbour, bytes, now);

    /// <summary>Asks what was counted of a swarm, while nobody tells anything; null when none of its peers has been here.</summary>
    internal T? Ask<T>(Sha1Hash infoHash, Func<SwarmTally, T> question)
        where T : class => watch.Read(() => swarms.TryGetValue(infoHash, out var tally) ? question(tally) : null);

    private SwarmTally TallyOf(PeerPlan peer)
    {
        if (!swarms.TryGetValue(peer.Torrent.InfoHash, out var tally))
        {
            swarms.Add(peer.Torrent.InfoHash, tally = new SwarmTally(peer.Torrent, map));
        }

        return tally;
    }

    private IReadOnlyList<Measurement<T>> Read<T>(Func<SwarmTally, IEnumerable<Measurement<T>>> measure)
        where T : struct => watch.Read<IReadOnlyList<Measurement<T>>>(() => [.. swarms.Values.SelectMany(measure)]);
}
