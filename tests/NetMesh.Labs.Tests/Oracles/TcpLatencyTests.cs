using NetMesh.Labs.Oracles;

namespace NetMesh.Labs.Tests.Oracles;

public sealed class TcpLatencyTests
{
    private static readonly TimeSpan HundredMs = TimeSpan.FromMilliseconds(100);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(15_000, 1)]
    [InlineData(15_001, 2)]
    [InlineData(45_000, 2)]
    [InlineData(45_001, 3)]
    [InlineData(1_000_000, 7)]
    public void Windows_double_from_ten_segments(long wireBytes, int rounds) => Assert.Equal(rounds, TcpLatency.Rounds(wireBytes));

    [Fact]
    public void On_an_unlimited_link_a_fetch_takes_set_up_request_and_a_round_trip_for_each_further_window() =>
        Assert.Equal(8 * HundredMs, TcpLatency.Fetch(1_000_000, HundredMs, 0));

    // S/R = 0.12 s and RTT = 1 s, from one segment on.
    // O = 15 segments: windows 1, 2, 4, 8; pauses 1, 0.88, 0.64 s.
    [Fact]
    public void Between_windows_the_sender_pauses_until_the_first_acknowledgement() =>
        Assert.Equal(
            2 + (15 * 0.12) + 1 + 0.88 + 0.64,
            TcpLatency.Fetch(15 * 1500, TimeSpan.FromSeconds(1), 100_000, initialWindow: 1).TotalSeconds, 6);

    [Fact]
    public void A_window_larger_than_the_path_holds_costs_no_pause() =>
        Assert.Equal(
            TcpLatency.FetchWithoutSlowStart(10_000_000, TimeSpan.FromMilliseconds(10), 1_000_000),
            TcpLatency.Fetch(10_000_000, TimeSpan.FromMilliseconds(10), 1_000_000));
}
