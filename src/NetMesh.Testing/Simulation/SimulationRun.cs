using System.Runtime.CompilerServices;
using System.Threading.Channels;
using NetMesh.Labs.Simulation;
using NetMesh.Planet.Faults;

namespace NetMesh.Testing.Simulation;

/// <summary>Runs many seeds, several at a time. Each has a mesh of its own, so that it does the same whichever others run beside it.</summary>
internal static class SimulationRun
{
    /// <inheritdoc cref="OfAsync(SeedRange, PlantedBug, int, CancellationToken)"/>
    public static IAsyncEnumerable<SeedOutcome> OfAsync(SeedRange seeds, int threads, CancellationToken cancelled) =>
        OfAsync(seeds, PlantedBug.None, threads, cancelled);

    /// <summary>Runs them, and gives the outcome of each as soon as it is there: the order is that of their ends.</summary>
    /// <param name="seeds">Which.</param>
    /// <param name="bug">What to plant.</param>
    /// <param name="threads">How many at a time.</param>
    public static async IAsyncEnumerable<SeedOutcome> OfAsync(
        SeedRange seeds, PlantedBug bug, int threads, [EnumeratorCancellation] CancellationToken cancelled)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancelled);
        var outcomes = Channel.CreateUnbounded<SeedOutcome>();
        var next = seeds.First - 1;
        var workers = Enumerable.Range(0, threads).Select(_ => Task.Run(Work)).ToArray();
        var end = Task.WhenAll(workers).ContinueWith(all => outcomes.Writer.Complete(all.Exception), TaskScheduler.Default);
        try
        {
            await foreach (var outcome in outcomes.Reader.ReadAllAsync(cancelled))
            {
                yield return outcome;
            }
        }
        finally
        {
            // Who has seen enough need not wait for all seeds, only for those under way.
            await stop.CancelAsync();
            await end;
        }

        void Work()
        {
            for (long seed; !stop.IsCancellationRequested && (seed = Interlocked.Increment(ref next)) <= seeds.Last;)
            {
                outcomes.Writer.TryWrite(SwarmSimulation.Run(seed, bug));
            }
        }
    }
}
