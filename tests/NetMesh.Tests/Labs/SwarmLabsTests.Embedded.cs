using NetMesh.Labs.Experiments;
using NetMesh.Labs.Runs;
using NetMesh.Stages;
using Xunit.Abstractions;

namespace NetMesh.Tests.Labs;

/// <summary>The labs about swarms, each in a slice that takes seconds: what theory says must hold there, too, and the same seed must replay it.</summary>
public sealed class SwarmLabsTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("optimistic-unchoke", "")]
    [InlineData("locality", "", "own-region=0 %,90 %", "content=8 MiB")]
    [InlineData("tit-for-tat", "kinds", "per-kind=40")]
    [InlineData("tit-for-tat", "scarce", "per-kind=10")]
    [InlineData("rarest-first", "", "peers=80", "content=8 MiB", "up=250 kb/s")]
    [InlineData("selfish-seeds", "", "seeding=0 s,180 s", "arrival=15 s", "content=8 MiB")]
    [InlineData("churn", "debian", "end=40 min")]
    public async Task Lab_meets_its_oracles_in_a_slice_and_replays_it(string name, string cases, params string[] settings)
    {
        var set = settings.Select(one => one.Split('=')).ToDictionary(one => one[0], one => (IReadOnlyList<string>)one[1].Split(','));
        var reading = LabFile.Read(Path.Combine(AppContext.BaseDirectory, "labs", name + ".yaml"));
        Assert.Empty(reading.Errors);
        var planning = LabPlanning.Of(reading.Lab!, new LabChoices(set, cases.Length > 0 ? [cases] : []));
        Assert.Empty(planning.Errors);
        var outcome = await RunAsync(planning.Plan!);
        foreach (var verdict in outcome.Verdicts)
        {
            output.WriteLine($"{verdict.Theory.Name}: {verdict.Measured.Mean:G4} {verdict.Theory.Relation} {verdict.Expected:G4} ± {verdict.Tolerance:G3}: {verdict.IsMet}");
        }

        Assert.NotEmpty(outcome.Verdicts);
        Assert.All(outcome.Verdicts, verdict => Assert.True(verdict.IsMet != false, verdict.Theory.Name));
        Assert.True(outcome.IsMet);
    }

    private static Task<LabOutcome> RunAsync(LabPlan plan) =>
        LabRunner.RunAsync(plan, new RunSettings(1, 1, 1), LabStage.Create(realtime: false), new Silent(), CancellationToken.None);

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
