using System.Diagnostics;
using NetMesh.Contracts.Peers;
using NetMesh.Contracts.Swarms;
using NetMesh.Testing;

namespace NetMesh.Bench;

/// <summary>
/// <c>swarm [--peers 20] [--pieces 400] [--seed 1] [--seed-up 10000000] [--up 1000000] [--free-riders 0] [--for SECONDS]</c>: a whole swarm on the virtual clock, or its
/// first simulated seconds; one core. Run it twice: the trace hash must be the same. How far a long run has come is told on standard error.
/// </summary>
internal static class SwarmBench
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1);

    public static int Run(string[] args)
    {
        var riders = BenchArguments.Number(args, "--free-riders", 0);
        var latency = TimeSpan.FromMilliseconds(5);
        var layout = new SwarmLayout
        {
            PoliciesOf = number => number < riders ? new PeerPolicies { FreeRider = true } : null,
            Leechers = (int)BenchArguments.Number(args, "--peers", 20),
            Pieces = (int)BenchArguments.Number(args, "--pieces", 400),
            SeedLink = new(BenchArguments.Number(args, "--seed-up", 10_000_000), 50_000_000, latency),
            LeecherLink = new(BenchArguments.Number(args, "--up", 1_000_000), BenchArguments.Number(args, "--down", 10_000_000), latency),
        };
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var mesh = VirtualMesh.Create(layout.World(BenchArguments.Number(args, "--seed", 1)));
        var watch = Stopwatch.StartNew();
        var processor = Environment.CpuUsage.TotalTime;
        _ = Wait(mesh.StartSwarmAsync(layout.Plan()));
        var end = TimeSpan.FromSeconds(BenchArguments.Number(args, "--for", (long)TimeSpan.FromDays(10).TotalSeconds));
        var half = layout.Bound() / 2 < end / 2 ? layout.Bound() / 2 : end / 2;
        var progress = new SwarmProgress(mesh, watch);
        for (var left = half; left > TimeSpan.Zero; left -= Step)
        {
            Wait(mesh.RunForAsync(left < Step ? left : Step));
            progress.Tell();
        }

        var paused = Stopwatch.StartNew();
        var memory = GC.GetTotalMemory(forceFullCollection: true) - before;
        paused.Stop();
        var done = Wait(mesh.RunUntilAsync(
            async () =>
            {
                var completions = (await mesh.LookAsync(layout.Name)).Completions;
                progress.Tell(completions);
                return completions >= layout.Leechers;
            },
            end - half));
        watch.Stop();
        processor = Environment.CpuUsage.TotalTime - processor;

        var status = Wait(mesh.LookAsync(layout.Name));
        var seconds = (watch.Elapsed - paused.Elapsed).TotalSeconds;
        Report(layout, mesh, status, (seconds, processor.TotalSeconds), memory);
        if (riders > 0)
        {
            var addresses = Enumerable.Range(0, (int)riders).Select(layout.LeecherAt).ToHashSet();
            var took = status.Finished.ToLookup(finished => addresses.Contains(finished.Peer), finished => finished.Took.TotalSeconds);
            Console.WriteLine($"  mean download: contributors {took[false].Average():F0} s, free riders {took[true].Average():F0} s");
        }

        Wait(mesh.DisposeAsync());
        return done || mesh.Clock.NowNs >= end.TotalNanoseconds ? 0 : 1;
    }

    private static void Report(SwarmLayout layout, VirtualMesh mesh, SwarmStatus status, (double Wall, double Processor) seconds, long memory)
    {
        var messages = mesh.Network.Totals.Messages;
        var last = status.Finished.Length == 0 ? TimeSpan.Zero : status.Finished.Max(finished => finished.Took);
        Console.WriteLine($"swarm: {layout.Leechers} peers × {layout.Pieces} pieces, seed {mesh.Seed}: {status.Completions} finished, trace {mesh.TraceHash:x16}");
        Console.WriteLine($"  simulated {mesh.Clock.NowNs / 1e9:F0} s, last peer after {last.TotalSeconds:F1} s, {last / layout.Bound():F3} × the bound of {layout.Bound().TotalSeconds:F1} s");

        if (status.Finished.Length > 0)
        {
            var took = status.Finished.Select(finished => finished.Took.TotalSeconds).Order().ToArray();
            Console.WriteLine($"  finished: first {took[0]:F0} s, a tenth {took[took.Length / 10]:F0} s, half {took[took.Length / 2]:F0} s, nine tenths {took[took.Length * 9 / 10]:F0} s, last {took[^1]:F0} s");
        }

        // Rates are of processor time, so that a busy machine does not change them; the collector's threads count too.
        Console.WriteLine($"  wall {seconds.Wall:F1} s, processor {seconds.Processor:F1} s: {mesh.Clock.FiredCount / seconds.Processor / 1e6:F2} M events/s, {messages / seconds.Processor / 1e6:F2} M messages/s");
        Console.WriteLine($"  {(double)mesh.Clock.FiredCount / messages:F2} events a message, {memory / 1024.0 / layout.Leechers:F1} KiB a peer, {Environment.WorkingSet / 1e9:F2} GB of the machine's memory");
        if (status.Completions == layout.Leechers)
        {
            var blocks = (long)layout.Leechers * layout.Pieces * (layout.PieceLength / (16 * 1024));
            Console.WriteLine($"  {blocks / seconds.Processor / 1e6:F2} M blocks/s, {messages / (double)blocks:F2} messages a block");
        }
    }

    // The virtual clock's loop runs inside of the call, on this thread: nothing is ever waited for.
    private static void Wait(ValueTask task) => task.AsTask().GetAwaiter().GetResult();

    private static T Wait<T>(ValueTask<T> task) => task.AsTask().GetAwaiter().GetResult();
}
