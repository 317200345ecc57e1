using System.Globalization;
using NetMesh.Grains.Peers.Watching;
using NetMesh.Labs.Telemetry;
using NetMesh.Labs.Tests.Probes.Swarms;
using NetMesh.Planet.Hosts;

namespace NetMesh.Labs.Tests.Telemetry;

public sealed class SwarmMetricsTests : IDisposable
{
    private readonly SwarmWatch watch = new();
    private readonly PlanetMap map = Swarm.Map(4);
    private readonly SwarmMetrics metrics;
    private readonly MetricRecorder recorder;

    public SwarmMetricsTests()
    {
        recorder = new MetricRecorder(scope => ReferenceEquals(scope, map));
        metrics = new SwarmMetrics(watch, map);
    }

    private ISwarmWatcher Told => watch.Watcher!;

    public void Dispose()
    {
        metrics.Dispose();
        recorder.Dispose();
    }

    [Fact]
    public void Peers_pieces_and_completions_are_those_of_who_is_there()
    {
        Told.Joined(Swarm.Peer(0, isSeed: true), Swarm.All, default);
        Told.Joined(Swarm.Peer(1), Swarm.None, default);
        Assert.Equal("leeching 1, seeding 1", Seen("netmesh_swarm_peers"));
        Assert.Equal("4", Seen("netmesh_swarm_pieces"));
        Assert.Equal("4", Seen("netmesh_swarm_rarest_pieces"));
        Assert.Equal("", Seen("netmesh_swarm_entropy_ratio"));

        Told.Joined(Swarm.Peer(2), Swarm.None, default);
        Told.Verified(Swarm.Peer(1), 0, default);
        Assert.Equal("0.5", Seen("netmesh_swarm_entropy_ratio"));
        Assert.Equal("1", Seen("netmesh_swarm_piece_copies_min"));
        Assert.Equal("1.25", Seen("netmesh_swarm_piece_copies_mean"));
        Assert.Equal("2", Seen("netmesh_swarm_piece_copies_max"));
        Assert.Equal("3", Seen("netmesh_swarm_rarest_pieces"));
        Assert.Equal("0", Seen("netmesh_swarm_completions_total"));

        for (var piece = 1; piece < Swarm.Pieces; piece++)
        {
            Told.Verified(Swarm.Peer(1), piece, default);
        }

        Told.Finished(Swarm.Peer(1), default);
        Told.Left(Swarm.Peer(0), default);
        Assert.Equal("1", Seen("netmesh_swarm_completions_total"));
        Assert.Equal("leeching 1, seeding 1", Seen("netmesh_swarm_peers"));
        Told.Left(Swarm.Peer(1), default);
        Assert.Equal("leeching 1, seeding 0", Seen("netmesh_swarm_peers"));
        Assert.Equal("0", Seen("netmesh_swarm_piece_copies_max"));
    }

    [Fact]
    public void Payload_is_told_by_the_receivers_region_and_whether_it_came_from_there()
    {
        // Even ones stand in us-east, odd ones in eu-west; who stands nowhere is at home, in the first.
        Told.Received(Swarm.Peer(0), Swarm.At(2), 1000, default);
        Told.Received(Swarm.Peer(0), Swarm.At(1), 200, default);
        Told.Received(Swarm.Peer(1), Swarm.At(0), 30, default);
        Told.Received(Swarm.Peer(2), new(0x7F000001), 4, default);
        Assert.Equal("us-east own-region 1004, us-east other-regions 200, eu-west own-region 0, eu-west other-regions 30", Seen("netmesh_swarm_received_bytes_total"));
    }

    [Fact]
    public void Unchokes_are_counted_by_kind()
    {
        Told.Unchoked(Swarm.Peer(0), Swarm.At(1), UnchokeReason.Regular, default);
        Told.Unchoked(Swarm.Peer(0), Swarm.At(2), UnchokeReason.Optimistic, default);
        Told.Choked(Swarm.Peer(0), Swarm.At(1), default);
        Told.Unchoked(Swarm.Peer(1), Swarm.At(2), UnchokeReason.Regular, default);
        Assert.Equal("regular 2, optimistic 1", Seen("netmesh_swarm_unchokes_total"));
    }

    [Fact]
    public void Nobody_listens_to_peers_any_more_once_it_is_disposed()
    {
        metrics.Dispose();
        Assert.Null(watch.Watcher);
    }

    // Every series as its labels, without those that name the swarm, and its value.
    private string Seen(string name) => recorder.Collect(all => string.Join(", ", all.Single(metric => metric.Name == name).Series.Select(series =>
    {
        Assert.Equal(["swarm", "info_hash"], series.Tags.Take(2).Select(tag => tag.Key));
        return string.Join(' ', [.. series.Tags.Skip(2).Select(tag => (string)tag.Value!), series.Value.ToString(CultureInfo.InvariantCulture)]);
    })));
}
