using NetMesh.Labs.Experiments;
using NetMesh.Labs.Runs;
using NetMesh.Stages;

namespace NetMesh.Tests.Labs;

/// <summary>Runs labs as the command does, a slice of them: other values of parameters, some groups of cases, fewer seeds.</summary>
internal static class LabRuns
{
    public static Task<LabOutcome> RunAsync(string name, long seed, int repetitions, IReadOnlyList<string> groups, params (string Parameter, string[] Values)[] set) =>
        RunAsync(
            Path.Combine(AppContext.BaseDirectory, "labs", name + ".yaml"), new RunSettings(seed, repetitions, Parallel: 2),
            new LabChoices(set.ToDictionary(it => it.Parameter, it => (IReadOnlyList<string>)it.Values), groups));

    public static async Task<LabOutcome> RunAsync(string file, RunSettings settings, LabChoices choices)
    {
        var reading = LabFile.Read(file);
        Assert.Empty(reading.Errors);
        var planning = LabPlanning.Of(reading.Lab!, choices);
        Assert.Empty(planning.Errors);
        return await LabRunner.RunAsync(planning.Plan!, settings, LabStage.Create(realtime: false), new Silence(), CancellationToken.None);
    }

    /// <summary>What was missed, in words; empty where everything was met.</summary>
    public static IEnumerable<string> Missed(this LabOutcome outcome) =>
        from one in outcome.Cases
        from verdict in one.Verdicts
        where verdict.IsMet == false
        select $"{one.Case.Describe(outcome.Plan.Swept)}: {verdict.Theory.Name} expects {verdict.Expected}, measured {verdict.Measured.Mean}";

    private sealed class Silence : IRunListener
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
