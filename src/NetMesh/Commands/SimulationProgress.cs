using System.Diagnostics;

namespace NetMesh.Commands;

/// <summary>How far a simulation is, on standard error: one line that is written over on a terminal, otherwise a line now and then.</summary>
/// <param name="of">Seeds in all.</param>
internal sealed class SimulationProgress(long of)
{
    private readonly TimeSpan every = Console.IsErrorRedirected ? TimeSpan.FromSeconds(10) : TimeSpan.FromMilliseconds(200);
    private readonly Stopwatch sinceStart = Stopwatch.StartNew();
    private TimeSpan written;
    private int failed;

    public void Report(int done, bool passed)
    {
        failed += passed ? 0 : 1;
        if (sinceStart.Elapsed - written >= every)
        {
            written = sinceStart.Elapsed;
            Write($"{done} of {of} seeds, {failed} failed, {done / written.TotalSeconds:F0} a second");
        }
    }

    /// <summary>Leaves the terminal's line empty.</summary>
    public void End()
    {
        if (!Console.IsErrorRedirected)
        {
            Console.Error.Write("\r\e[K");
        }
    }

    private static void Write(string line) => Console.Error.Write(Console.IsErrorRedirected ? line + '\n' : $"\r{line}\e[K");
}
