using System.Diagnostics.Metrics;
using NetMesh.Grains.Peers.Watching;
using NetMesh.Planet.Hosts;
using NetMesh.Protocols.BitTorrent.Content;

namespace NetMesh.Labs.Telemetry;

/// <summary>
/// What the swarms of a process do, by swarm: meter <c>NetMesh.Swarms</c>. A swarm is everybody who shares one torrent. Peers of this process are counted;
/// real clients only by what they give, and on a cluster every process counts its own. An event costs a few additions; pieces and pairs of peers are gone
/// through only when somebody asks. Who does not want numbers, as labs, does not make one.
/// </summary>
public sealed class SwarmMetrics : IDisposable
{
    private readonly SwarmTallies swarms;
    private readonly SwarmWatch watch;
    private readonly Meter meter;

    /// <param name="watch">Where peers tell what they do.</param>
    /// <param name="map">Says who stands in which region; scopes the meter.</param>
    public SwarmMetrics(SwarmWatch watch, PlanetMap map)
    {
        this.watch = watch;
        swarms = new SwarmTallies(map);
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
        watch.Add(swarms);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        watch.Remove(swarms);
        meter.Dispose();
    }

    /// <summary>Asks what was counted of a swarm, while nobody tells anything; null when none of its peers has been here.</summary>
    internal T? Ask<T>(Sha1Hash infoHash, Func<SwarmTally, T> question)
        where T : class => watch.Read(() => swarms.Of(infoHash) is { } tally ? question(tally) : null);

    private IReadOnlyList<Measurement<T>> Read<T>(Func<SwarmTally, IEnumerable<Measurement<T>>> measure)
        where T : struct => watch.Read<IReadOnlyList<Measurement<T>>>(() => [.. swarms.All.SelectMany(measure)]);
}
