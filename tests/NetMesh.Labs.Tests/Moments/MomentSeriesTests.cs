using System.Text.Json;
using NetMesh.Grains.Peers.Watching;
using NetMesh.Labs.Moments;
using NetMesh.Labs.Telemetry;
using NetMesh.Labs.Tests.Probes.Swarms;

namespace NetMesh.Labs.Tests.Moments;

public sealed class MomentSeriesTests
{
    private readonly SwarmTallies tallies = new(Swarm.Map(4));
    private readonly MomentSeries series = new(SwarmCount.None(Swarm.Pieces), TimeSpan.Zero);

    private ISwarmWatcher Told => tallies;

    [Fact]
    public void A_moment_shows_what_is_and_counts_what_happened_since_the_one_before()
    {
        Told.Joined(Swarm.Peer(0, isSeed: true), Swarm.All, default);
        Told.Joined(Swarm.Peer(1), Swarm.None, default);
        Told.Joined(Swarm.Peer(2), Swarm.None, default);
        Told.Verified(Swarm.Peer(1), 2, default);
        Told.Received(Swarm.Peer(1), Swarm.At(0), 1000, default);
        Told.Unchoked(Swarm.Peer(0), Swarm.At(1), UnchokeReason.Optimistic, default);
        var first = Take(2);
        Assert.Equal((2.0, 3L, 0L, 0L, 1, 2), (first.At, first.Joined, first.Left, first.Finished, first.Seeding, first.Leeching));
        Assert.Equal([1, 1, 2, 1], first.Copies);
        Assert.Equal((1, 1.25, 2, 3), (first.Min, first.Mean, first.Max, first.Rarest));
        Assert.Equal((0.5, 0L, 1L), (first.Entropy, first.Regular, first.Optimistic));
        Assert.Equal([new RegionRates("eu-west", 0, 500)], first.Rates);

        for (var piece = 0; piece < Swarm.Pieces; piece++)
        {
            Told.Verified(Swarm.Peer(1), piece, default);
        }

        Told.Finished(Swarm.Peer(1), default);
        Told.Left(Swarm.Peer(0), default);
        Told.Received(Swarm.Peer(2), Swarm.At(0), 70, default);
        var second = Take(2.5);
        Assert.Equal((0L, 1L, 1L, 1, 1), (second.Joined, second.Left, second.Finished, second.Seeding, second.Leeching));
        Assert.Null(second.Entropy);
        Assert.Equal([new RegionRates("eu-west", 0, 0), new RegionRates("us-east", 140, 0)], second.Rates);
        Assert.Equal((0L, 0L), (second.Regular, second.Optimistic));
    }

    [Fact]
    public void One_that_goes_on_after_its_silo_died_has_not_come_anew()
    {
        Told.Joined(Swarm.Peer(0), Swarm.None, default);
        Told.Verified(Swarm.Peer(0), 1, default);
        Told.Joined(Swarm.Peer(0), Swarm.None, default);
        var moment = Take(1);
        Assert.Equal((1L, 0L, 1, 0), (moment.Joined, moment.Left, moment.Leeching, moment.Max));
    }

    [Fact]
    public void A_byte_holds_255_copies_or_more()
    {
        var many = new SwarmTallies(Swarm.Map(0));
        for (var peer = 0; peer < 300; peer++)
        {
            ((ISwarmWatcher)many).Joined(Swarm.Peer(peer, isSeed: true), Swarm.All, default);
        }

        var count = many.All.Single().Count();
        Assert.Equal([255, 255, 255, 255], count.Copies);
        Assert.Equal(300, count.Spread.Least);
    }

    [Fact]
    public void In_json_copies_are_base64_and_what_is_unknown_is_left_out()
    {
        Told.Joined(Swarm.Peer(1), Swarm.None, default);
        Told.Received(Swarm.Peer(1), Swarm.At(0), 7, default);
        Assert.Equal(
            """{"at":0.5,"copies":"AAAAAA==","min":0,"mean":0,"max":0,"rarest":4,"seeding":0,"leeching":1,"joined":1,"left":0,"finished":0,"rates":[{"region":"eu-west","own":0,"others":14}],"regular":0,"optimistic":0}""",
            JsonSerializer.Serialize(Take(0.5), MomentJson.Plain.SwarmMoment));
        Assert.Equal(
            $$"""{"name":"swarm","title":"t","infoHash":"{{Swarm.Peer(1).Torrent.InfoHash}}","pieces":4,"length":1048576,"regions":["us-east","eu-west"],"case":"up 1, seed 2"}""",
            JsonSerializer.Serialize(tallies.All.Single().ToStart(["us-east", "eu-west"], "up 1, seed 2"), MomentJson.Plain.SwarmStart));
    }

    private SwarmMoment Take(double seconds) => series.Take(tallies.All.Single().Count(), Swarm.Second(seconds));
}
