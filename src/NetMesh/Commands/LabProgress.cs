using System.Diagnostics;
using NetMesh.Labs.Experiments;
using NetMesh.Labs.Reports;
using NetMesh.Labs.Runs;

namespace NetMesh.Commands;

/// <summary>Tells on standard error how far a lab is: a line that moves on a terminal, otherwise a line for every run that ended.</summary>
internal sealed class LabProgress : IRunListener, IDisposable
{
    private static readonly TimeSpan Every = TimeSpan.FromMilliseconds(200);

    private readonly Lock gate = new();
    private readonly SortedDictionary<string, RunProgress> underWay = new(StringComparer.Ordinal);
    private readonly LabPlan plan;
    private readonly int runs;
    private readonly bool moves = !Console.IsErrorRedirected;
    private readonly Stopwatch watch = Stopwatch.StartNew();
    private TimeSpan drawn;
    private int drawnLength;
    private int ended;

    private LabProgress(LabPlan plan, int runs) => (this.plan, this.runs) = (plan, runs);

    public static LabProgress Start(LabPlan plan, RunSettings settings) => new(plan, plan.Cases.Count * settings.Repetitions);

    public void Began(LabCase one, long seed) => Went(one, seed, default);

    public void Went(LabCase one, long seed, RunProgress progress)
    {
        lock (gate)
        {
            underWay[plan.NameOf(one, seed)] = progress;
            if (moves && watch.Elapsed - drawn > Every)
            {
                drawn = watch.Elapsed;
                Draw(string.Join("; ", underWay.Select(it => $"{it.Key}: {it.Value.Share * 100:0} %, {Numerals.Short(it.Value.Elapsed.TotalSeconds)} s simulated")));
            }
        }
    }

    public void Ended(LabCase one, RunOutcome run)
    {
        lock (gate)
        {
            ended++;
            underWay.Remove(plan.NameOf(one, run.Seed));
            Clear();
            Console.Error.WriteLine(
                $"run {ended} of {runs}: {plan.NameOf(one, run.Seed)}: {(run.IsDone ? "" : "given up after ")}{Numerals.Short(run.Elapsed.TotalSeconds)} s of the planet in {run.Wall.TotalSeconds:0.0} s");
        }
    }

    public void Dispose() => Clear();

    private void Draw(string line)
    {
        var width = Math.Max(20, Console.WindowWidth - 1);
        line = line.Length <= width ? line : line[..(width - 1)] + "…";
        Console.Error.Write($"\r{line.PadRight(drawnLength)}");
        drawnLength = line.Length;
    }

    private void Clear()
    {
        if (drawnLength > 0)
        {
            Console.Error.Write($"\r{new string(' ', drawnLength)}\r");
            drawnLength = 0;
        }
    }
}
