using System.Diagnostics;
using NetMesh.Testing;

namespace NetMesh.Bench;

/// <summary>Says on standard error, every half minute, how far a simulated swarm has come.</summary>
/// <param name="mesh">What it runs on.</param>
/// <param name="watch">Since when.</param>
internal sealed class SwarmProgress(VirtualMesh mesh, Stopwatch watch)
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(30);
    private TimeSpan next = Every;

    /// <summary>Tells, if it is time to.</summary>
    /// <param name="finished">Downloads that are done.</param>
    public void Tell(int finished = 0)
    {
        if (watch.Elapsed >= next)
        {
            next = watch.Elapsed + Every;
            Console.Error.WriteLine(
                $"  {watch.Elapsed.TotalSeconds:F0} s: simulated {mesh.Clock.NowNs / 1e9:F0} s, {finished} finished, {mesh.Network.Totals.Messages / 1e6:F1} M messages, {Environment.WorkingSet / 1e9:F2} GB");
        }
    }
}
