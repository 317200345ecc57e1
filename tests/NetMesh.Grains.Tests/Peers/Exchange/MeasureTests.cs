using NetMesh.Grains.Peers.Exchange;
using NetMesh.Protocols.BitTorrent.Content;

namespace NetMesh.Grains.Tests.Peers.Exchange;

public sealed class MeasureTests
{
    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);

    [Fact]
    public void A_steady_rate_is_measured_as_it_is()
    {
        var meter = default(RateMeter);
        for (var i = 0; i < 600; i++)
        {
            meter.Add(1000, Seconds(0.1 * i));
        }

        Assert.InRange(meter.BytesPerSecond(Seconds(60)), 8_700, 10_000);
        Assert.Equal(600_000, meter.Total);
    }

    [Fact]
    public void What_was_received_more_than_twenty_seconds_ago_does_not_count()
    {
        var meter = default(RateMeter);
        meter.Add(1_000_000, Seconds(1));
        Assert.Equal(200_000, meter.BytesPerSecond(Seconds(2)));
        Assert.Equal(0, meter.BytesPerSecond(Seconds(23)));
    }

    [Fact]
    public void The_pipeline_grows_to_what_the_path_holds_and_no_further()
    {
        // 1,000 blocks a second over a round trip of 100 ms: 100 blocks fill it, and 2,200 would be two round trips and the slack.
        Assert.InRange(Settle(blocksPerSecond: 1000, roundTrip: 0.1), 200, RequestPipeline.Most);

        // One block a second: the least, and that is four seconds of it.
        Assert.Equal(RequestPipeline.Least, Settle(blocksPerSecond: 1, roundTrip: 0.05));
        Assert.InRange(Settle(blocksPerSecond: 50, roundTrip: 0.2), 100, 140);
    }

    [Theory]
    [InlineData(0, 2)]
    [InlineData(20_000_000, 2)]
    [InlineData(983_040, 2)]
    [InlineData(327_680, 6)]
    public void A_thin_uplink_lets_requests_wait_behind_a_block_for_each_of_those_it_serves(long upBitsPerSecond, double seconds) =>
        Assert.Equal(Seconds(seconds), RequestPipeline.SlackFor(16 << 10, upBitsPerSecond, served: 5));

    [Theory]
    [InlineData(0, int.MaxValue)]
    [InlineData(655_360, 10)]
    [InlineData(655_361, 11)]
    [InlineData(1, 1)]
    [InlineData(long.MaxValue, int.MaxValue)]
    public void All_neighbours_together_are_asked_for_what_the_downlink_takes_while_a_request_may_wait(long downBitsPerSecond, int requests) =>
        Assert.Equal(requests, RequestPipeline.RoomFor(16 << 10, downBitsPerSecond, Seconds(2)));

    [Fact]
    public void A_peer_that_sends_nothing_for_a_minute_snubs()
    {
        Assert.False(SnubDetector.IsSnubbed(4, Seconds(10), Seconds(69)));
        Assert.True(SnubDetector.IsSnubbed(4, Seconds(10), Seconds(70)));
        Assert.False(SnubDetector.IsSnubbed(0, Seconds(10), Seconds(700)));
    }

    [Fact]
    public void Nobody_is_told_of_a_piece_it_has()
    {
        var haves = new HaveSuppression(10);
        var told = haves.Latest;
        haves.Verified(4);
        haves.Verified(7);
        haves.Verified(1);
        var theirs = new PieceSet(10);
        theirs.Add(7);

        Assert.Equal(4, haves.Next(ref told, theirs));
        Assert.Equal(1, haves.Next(ref told, theirs));
        Assert.Equal(-1, haves.Next(ref told, theirs));
        haves.Verified(9);
        Assert.Equal(9, haves.Next(ref told, theirs));
    }

    [Fact]
    public void Who_is_unchoked_hears_at_once_and_others_with_the_next_pulse()
    {
        var haves = new HaveSuppression(10);
        haves.Verified(4);
        Assert.True(haves.IsUrgent(told: 0, amChoking: false));
        Assert.False(haves.IsUrgent(told: 0, amChoking: true));
        Assert.False(haves.IsUrgent(told: 1, amChoking: false));
    }

    // A neighbour that answers in order at a fixed rate, each answer a round trip after its request at the earliest.
    private static int Settle(double blocksPerSecond, double roundTrip)
    {
        var pipeline = default(RequestPipeline);
        var now = 0.0;
        var free = 0.0;
        var answers = new Queue<double>();
        pipeline.Restart(Seconds(now));
        for (var i = 0; i < 5000; i++)
        {
            var refill = pipeline.Refill(answers.Count);
            if (refill > 0)
            {
                pipeline.Sent(answers.Count, Seconds(now));
            }

            for (; refill > 0; refill--)
            {
                free = Math.Max(free, now + roundTrip) + (1 / blocksPerSecond);
                answers.Enqueue(free);
            }

            now = answers.Dequeue();
            pipeline.Answered(Seconds(now), RequestPipeline.LeastSlack);
        }

        return pipeline.Depth;
    }
}
