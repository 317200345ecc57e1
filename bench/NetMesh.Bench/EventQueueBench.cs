using System.Diagnostics;
using System.Globalization;
using NetMesh.Clock;

namespace NetMesh.Bench;

/// <summary>
/// The hold model (Vaucher and Duval 1975): with a million events pending, run the next one and plan another. The peer is the framework's
/// <see cref="PriorityQueue{TElement, TPriority}"/>, spared the order of planning among equal times and cancelling, both of which ours gives.
/// </summary>
internal static class EventQueueBench
{
    private const int Pending = 1_000_000;
    private const int Events = 2_000_000;
    private const int Rounds = 5;
    private const double MeanDelayNs = 1e9;

    public static int Run(string[] args)
    {
        // Delays are drawn beforehand, the same for both, so that only the queues are measured.
        var stream = new RandomStreams(1).Get("delays");
        var delays = new long[1 << 20];
        for (var i = 0; i < delays.Length; i++)
        {
            delays[i] = (long)stream.NextExponential(MeanDelayNs);
        }

        var ours = new Ours(delays);
        var theirs = new Theirs(delays);
        List<double> netmesh = [], peer = [];
        for (var round = -1; round < Rounds; round++)
        {
            var mine = ours.EventsPerSecond();
            var other = theirs.EventsPerSecond();
            if (round >= 0)
            {
                netmesh.Add(mine);
                peer.Add(other);
            }
        }

        netmesh.Sort();
        peer.Sort();
        double x = netmesh[Rounds / 2], y = peer[Rounds / 2];
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"event-queue: netmesh {x / 1e6:F2} M/s, peer {y / 1e6:F2} M/s, ratio {x / y:F2}"));
        return 0;
    }

    private sealed class Ours : ITimedEvent
    {
        private readonly VirtualClock clock = new();
        private readonly long[] delays;
        private int next;

        public Ours(long[] delays)
        {
            this.delays = delays;
            for (var i = 0; i < Pending; i++)
            {
                Fire(0, i);
            }
        }

        public void Fire(long nowNs, long argument) => clock.Schedule(nowNs + delays[next++ & (delays.Length - 1)], this, argument);

        public double EventsPerSecond()
        {
            var started = Stopwatch.GetTimestamp();
            clock.RunUntilIdle(Events);
            return Events / Stopwatch.GetElapsedTime(started).TotalSeconds;
        }
    }

    private sealed class Theirs : ITimedEvent
    {
        private readonly PriorityQueue<(ITimedEvent Target, long Argument), long> queue = new();
        private readonly long[] delays;
        private int next;

        public Theirs(long[] delays)
        {
            this.delays = delays;
            for (var i = 0; i < Pending; i++)
            {
                Fire(0, i);
            }
        }

        public void Fire(long nowNs, long argument) => queue.Enqueue((this, argument), nowNs + delays[next++ & (delays.Length - 1)]);

        public double EventsPerSecond()
        {
            var started = Stopwatch.GetTimestamp();
            for (var i = 0; i < Events; i++)
            {
                queue.TryDequeue(out var planned, out var atNs);
                planned.Target.Fire(atNs, planned.Argument);
            }

            return Events / Stopwatch.GetElapsedTime(started).TotalSeconds;
        }
    }
}
