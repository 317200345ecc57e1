namespace NetMesh.Tests.Labs;

public sealed class TransportLabTests
{
    [Fact]
    public async Task A_fetch_takes_what_the_windows_make_of_distance()
    {
        var outcome = await LabRuns.RunAsync("transport", seed: 1, repetitions: 1, ["distance"]);
        Assert.Empty(outcome.Missed());
        Assert.Equal(40, outcome.Verdicts.Count(verdict => verdict.IsMet == true));
        Assert.True(outcome.IsMet);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Throughput_falls_with_loss_as_the_square_root_law_says(long seed)
    {
        var outcome = await LabRuns.RunAsync("transport", seed, repetitions: 1, ["steady"], ("loss", ["0.1 %", "1 %"]), ("round-trip", ["50 ms"]), ("losses", ["2000"]));
        Assert.Empty(outcome.Missed());
        Assert.Equal(2, outcome.Verdicts.Count(verdict => verdict.IsMet == true));
    }

    // Losses that the formula knows nothing of: the oracle can fail.
    [Fact]
    public async Task Where_segments_are_lost_the_oracle_of_slow_start_is_missed()
    {
        var outcome = await LabRuns.RunAsync("transport", 1, 1, ["distance"], ("transport", ["tcp"]), ("loss", ["5 %"]), ("size", ["1 MB"]), ("round-trip", ["100 ms"]));
        Assert.Single(outcome.Missed());
        Assert.False(outcome.IsMet);
    }

    [Fact]
    public async Task One_seed_is_one_history_of_the_network_and_another_seed_another()
    {
        Assert.Equal(await TraceAsync(1), await TraceAsync(1));
        Assert.NotEqual(await TraceAsync(1), await TraceAsync(2));

        static async Task<string?> TraceAsync(long seed) =>
            (await LabRuns.RunAsync("transport", seed, 1, ["steady"], ("loss", ["1 %"]), ("round-trip", ["50 ms"]), ("losses", ["100"]))).TraceHash;
    }
}
