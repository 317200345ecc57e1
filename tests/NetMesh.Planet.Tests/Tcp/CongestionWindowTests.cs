using NetMesh.Planet.Links;
using NetMesh.Planet.Tcp;

namespace NetMesh.Planet.Tests.Tcp;

public sealed class CongestionWindowTests
{
    private long nowNs;

    [Fact]
    public void It_doubles_from_ten_segments_up_to_what_the_receiver_takes()
    {
        var window = new CongestionWindow(100 * WireSize.Segment);
        Assert.Equal([10, 20, 40, 80, 100, 100], Rounds(ref window, 6));
    }

    [Fact]
    public void After_a_loss_it_halves_by_the_place_of_the_loss_and_then_grows_by_one()
    {
        var window = new CongestionWindow(long.MaxValue);
        Rounds(ref window, 2);
        // 40 segments, of which the 21st is lost: 20 more leave unharmed, then one for every two of the other 20.
        Fill(ref window, lostSegment: 20);
        Assert.Equal([30, 20, 21, 22], Rounds(ref window, 4));
    }

    [Fact]
    public void Several_losses_of_one_window_are_one_and_a_loss_of_the_next_is_another()
    {
        var window = new CongestionWindow(long.MaxValue);
        Rounds(ref window, 2);
        Fill(ref window, lostSegment: 12);
        window.Lose(30 * WireSize.Segment);
        // Before the first is heard of.
        Fill(ref window, lostSegment: 11);
        Assert.Equal([20, 21], Rounds(ref window, 2));
        Fill(ref window, lostSegment: 0);
        Assert.Equal([11, 11, 12], Rounds(ref window, 3));
    }

    [Fact]
    public void After_a_time_out_it_begins_with_one_segment_and_doubles_up_to_half_of_what_was_under_way()
    {
        var window = new CongestionWindow(long.MaxValue);
        Rounds(ref window, 1);
        window.Room(nowNs);
        window.Send(20 * WireSize.Segment, nowNs + 1);
        window.TimeOut();
        Assert.Equal([1, 2, 4, 8, 10, 11, 12], Rounds(ref window, 7));
    }

    [Fact]
    public void It_does_not_grow_where_it_is_not_used()
    {
        var window = new CongestionWindow(long.MaxValue);
        for (var round = 0; round < 5; round++)
        {
            Assert.Equal(10 * WireSize.Segment, window.Room(nowNs));
            window.Send(5 * WireSize.Segment, nowNs += 100);
        }
    }

    [Fact]
    public void After_a_pause_it_begins_with_ten_segments_again_and_remembers_where_it_last_lost()
    {
        var window = new CongestionWindow(long.MaxValue);
        Rounds(ref window, 3);
        Fill(ref window, lostSegment: 0);
        Assert.Equal([40, 40, 41], Rounds(ref window, 3));
        window.Restart();
        Assert.Equal([10, 20, 40, 41], Rounds(ref window, 4));
    }

    private long Fill(ref CongestionWindow window, long lostSegment = -1)
    {
        var room = window.Room(nowNs);
        window.Send((int)(room / WireSize.Segment * WireSize.Segment), nowNs + 100);
        if (lostSegment >= 0)
        {
            window.Lose(lostSegment * WireSize.Segment);
        }

        nowNs += 100;
        return room / WireSize.Segment;
    }

    // The segments of so many rounds, each used to the full.
    private List<long> Rounds(ref CongestionWindow window, int count)
    {
        var rounds = new List<long>();
        for (var i = 0; i < count; i++)
        {
            rounds.Add(Fill(ref window));
        }

        return rounds;
    }
}
