namespace NetMesh.Tests.Labs;

public sealed class LinkQueueingLabTests
{
    [Theory]
    [InlineData("0.6", 1)]
    [InlineData("0.6", 2)]
    [InlineData("0.6", 3)]
    [InlineData("0.9", 1)]
    public async Task Objects_wait_in_order_and_sharing_as_queueing_theory_says(string load, long seed)
    {
        var outcome = await LabRuns.RunAsync("link-queueing", seed, repetitions: 1, ["loads"], ("load", [load]));
        Assert.Empty(outcome.Missed());
        Assert.Equal(2, outcome.Verdicts.Count(verdict => verdict.IsMet == true));
    }

    [Fact]
    public async Task One_seed_is_one_history_and_another_seed_another()
    {
        Assert.Equal(await TraceAsync(1), await TraceAsync(1));
        Assert.NotEqual(await TraceAsync(1), await TraceAsync(2));

        static async Task<string?> TraceAsync(long seed) =>
            (await LabRuns.RunAsync("link-queueing", seed, 1, ["loads"], ("load", ["0.3"]), ("objects", ["5000"]))).TraceHash;
    }
}
