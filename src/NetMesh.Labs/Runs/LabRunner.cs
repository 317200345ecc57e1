using NetMesh.Labs.Experiments;

namespace NetMesh.Labs.Runs;

/// <summary>How a lab is run.</summary>
/// <param name="Seed">Of the first run of each case; repetitions have the numbers behind it.</param>
/// <param name="Repetitions">Runs of each case.</param>
/// <param name="Parallel">Runs at a time.</param>
/// <param name="Records">Swarms are recorded, moment by moment.</param>
internal sealed record RunSettings(long Seed, int Repetitions, int Parallel, bool Records = false);

/// <summary>Hears of runs as they go, from several threads.</summary>
internal interface IRunListener
{
    void Began(LabCase one, long seed);

    void Went(LabCase one, long seed, RunProgress progress);

    void Ended(LabCase one, RunOutcome run);
}

/// <summary>Runs all cases of a lab with all seeds. Runs share nothing, so that each is what it would be alone.</summary>
internal static class LabRunner
{
    public static async Task<LabOutcome> RunAsync(LabPlan plan, RunSettings settings, IStage stage, IRunListener listener, CancellationToken cancelled)
    {
        var runs = plan.Cases.Select(_ => new RunOutcome[settings.Repetitions]).ToArray();

        // The big ones first: the cores then finish together.
        var jobs = from index in Enumerable.Range(0, plan.Cases.Count)
                   from repetition in Enumerable.Range(0, settings.Repetitions)
                   orderby plan.Cases[index].World.Hosts.Length descending
                   select (index, repetition);
        var options = new ParallelOptions { MaxDegreeOfParallelism = stage.IsVirtual ? settings.Parallel : 1, CancellationToken = cancelled };
        await Parallel.ForEachAsync(jobs, options, async (job, stop) =>
        {
            var (one, seed) = (plan.Cases[job.index], settings.Seed + job.repetition);
            listener.Began(one, seed);
            var recordedAs = settings.Records ? plan.NameOf(one, seed) : null;
            var run = await new LabRun(plan.Lab, one, seed, recordedAs).RunAsync(stage, new Progress(progress => listener.Went(one, seed, progress)), stop);
            runs[job.index][job.repetition] = run;
            listener.Ended(one, run);
        });
        return LabOutcome.Of(plan, settings.Seed, settings.Repetitions, runs);
    }

    // System.Progress would tell on another thread, later.
    private sealed class Progress(Action<RunProgress> tell) : IProgress<RunProgress>
    {
        public void Report(RunProgress value) => tell(value);
    }
}
