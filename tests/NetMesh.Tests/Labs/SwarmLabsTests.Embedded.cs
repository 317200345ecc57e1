using NetMesh.Labs.Experiments;
using NetMesh.Labs.Runs;
using NetMesh.Stages;
using Xunit.Abstractions;

namespace NetMesh.Tests.Labs;

/// <summary>The labs about swarms, each in a slice that takes seconds: what theory says must hold there, too.</summary>
public sealed class SwarmLabsTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("optimistic-unchoke", "", 1)]
    [InlineData("locality", "", 1, "own-region=0 %,90 %")]
    [InlineData("tit-for-tat", "kinds", 5)]
    [InlineData("tit-for-tat", "scarce", 1, "per-kind=10")]
    [InlineData("rarest-first", "", 1, "peers=160", "content=8 MiB", "up=250 kb/s")]
    [InlineData("selfish-seeds", "", 1, "seeding=0 s", "arrival=20 s")]
    [InlineData("churn", "debian", 1, "begin=20 min", "end=50 min")]
    public async Task Lab_meets_its_oracles_in_a_slice(string name, string cases, int repetitions, params string[] settings)
    {
        var outcome = await RunAsync(name, cases, seed: 1, settings, repetitions);
        foreach (var verdict in outcome.Verdicts)
        {
            output.WriteLine($"{verdict.Theory.Name}: {verdict.Measured.Mean:G4} {verdict.Theory.Relation} {verdict.Expected:G4} ± {verdict.Tolerance:G3}: {verdict.IsMet}");
        }

        // What compares with a case that the slice leaves out expects no number.
        Assert.Contains(outcome.Verdicts, verdict => verdict.IsMet == true);
        Assert.DoesNotContain(outcome.Verdicts, verdict => verdict.IsMet == false && !double.IsNaN(verdict.Expected));
        Assert.All(outcome.Cases, one => Assert.All(one.Runs, run => Assert.True(run.IsDone)));
    }

    [Fact]
    public async Task Same_seed_replays_a_swarm_with_churn_and_another_seed_does_not()
    {
        string[] settings = ["content=2 MiB", "begin=2 min", "end=8 min", "after=2 min"];
        var first = await RunAsync("churn", "flatout", seed: 1, settings);
        Assert.Equal(first.TraceHash, (await RunAsync("churn", "flatout", seed: 1, settings)).TraceHash);
        Assert.NotEqual(first.TraceHash, (await RunAsync("churn", "flatout", seed: 2, settings)).TraceHash);
    }

    private static async Task<LabOutcome> RunAsync(string name, string cases, long seed, string[] settings, int repetitions = 1)
    {
        var set = settings.Select(one => one.Split('=')).ToDictionary(one => one[0], one => (IReadOnlyList<string>)one[1].Split(','));
        var reading = LabFile.Read(Path.Combine(AppContext.BaseDirectory, "labs", name + ".yaml"));
        Assert.Empty(reading.Errors);
        var planning = LabPlanning.Of(reading.Lab!, new LabChoices(set, cases.Length > 0 ? [cases] : []));
        Assert.Empty(planning.Errors);
        return await LabRunner.RunAsync(planning.Plan!, new RunSettings(seed, repetitions, 1), LabStage.Create(realtime: false), new Silent(), CancellationToken.None);
    }

    private sealed class Silent : IRunListener
    {
        public void Began(LabCase one, long seed)
        {
        }

        public void Went(LabCase one, long seed, RunProgress progress)
        {
        }

        public void Ended(LabCase one, RunOutcome run)
        {
        }
    }
}
