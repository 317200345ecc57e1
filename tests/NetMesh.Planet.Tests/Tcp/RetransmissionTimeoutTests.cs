using NetMesh.Planet.Tcp;

namespace NetMesh.Planet.Tests.Tcp;

public sealed class RetransmissionTimeoutTests
{
    private const long Ms = 1_000_000;

    [Fact]
    public void It_is_a_second_before_anything_is_measured_and_three_round_trips_after_the_first()
    {
        var timeout = default(RetransmissionTimeout);
        Assert.Equal(1000 * Ms, timeout.AfterNs(200 * Ms));
        timeout.Measured(120 * Ms);
        Assert.Equal(360 * Ms, timeout.AfterNs(200 * Ms));
    }

    [Fact]
    public void It_settles_on_the_round_trip_but_not_below_the_least()
    {
        var timeout = default(RetransmissionTimeout);
        for (var i = 0; i < 200; i++)
        {
            timeout.Measured(500 * Ms);
        }

        Assert.InRange(timeout.AfterNs(200 * Ms), 500 * Ms, 501 * Ms);
        Assert.Equal(1000 * Ms, timeout.AfterNs(1000 * Ms));
    }

    // SRTT 100 and then 7/8 of it and 1/8 of 200; RTTVAR 50 and then 3/4 of it and 1/4 of the difference, 100.
    [Fact]
    public void A_change_of_the_round_trip_makes_it_careful()
    {
        var timeout = default(RetransmissionTimeout);
        timeout.Measured(100 * Ms);
        timeout.Measured(200 * Ms);
        Assert.Equal(112.5 + (4 * 62.5), timeout.AfterNs(0) / (double)Ms);
    }

    [Fact]
    public void It_doubles_up_to_a_minute()
    {
        var timeout = default(RetransmissionTimeout);
        timeout.Measured(100 * Ms);
        Assert.Equal([300, 600, 1200, 2400], Enumerable.Range(0, 4).Select(doublings => timeout.AfterNs(0, doublings) / Ms));
        Assert.Equal(60_000, timeout.AfterNs(0, 8) / Ms);
        Assert.Equal(60_000, timeout.AfterNs(0, 100) / Ms);
    }
}
