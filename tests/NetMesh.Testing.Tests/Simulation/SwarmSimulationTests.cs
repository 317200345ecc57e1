using NetMesh.Labs.Simulation;
using NetMesh.Testing.Simulation;
using Xunit.Abstractions;

namespace NetMesh.Testing.Tests.Simulation;

/// <summary>Swarms under every fault of the planet. What fails here is replayed by <c>netmesh simulate --seeds N..N</c>.</summary>
public sealed class SwarmSimulationTests(ITestOutputHelper output)
{
    // A slice of the thousand that a release passes.
    private static readonly SeedRange Slice = new(1, 80);

    [Fact]
    public async Task Slice_of_seeds_passes()
    {
        var events = 0L;
        await foreach (var outcome in SimulationRun.OfAsync(Slice, threads: 2, CancellationToken.None))
        {
            events += outcome.Events;
            Assert.True(outcome.Passed, $"{outcome.Bad}\nnetmesh simulate --seeds {outcome.Seed}..{outcome.Seed}\n{string.Join('\n', outcome.Troubles)}");
        }

        output.WriteLine($"{Slice.Count} seeds, {events / Slice.Count} events each");
    }

    [Fact]
    public async Task Seed_leaves_one_trace_alone_and_beside_others()
    {
        var alone = Enumerable.Range(1, 6).Select(seed => SwarmSimulation.Run(seed).Trace).ToList();
        var together = new SortedDictionary<long, string>();
        await foreach (var outcome in SimulationRun.OfAsync(new SeedRange(1, 6), threads: 6, CancellationToken.None))
        {
            together.Add(outcome.Seed, outcome.Trace);
        }

        Assert.Equal(alone, together.Values);
        Assert.Equal(6, alone.Distinct().Count());
    }
}
