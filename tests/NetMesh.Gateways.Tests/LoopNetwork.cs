using System.Collections.Concurrent;
using NetMesh.Planet;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Wire;

namespace NetMesh.Gateways.Tests;

/// <summary>A network without distance: every message arrives at once and in order, each end on a task of its own. Programs are sinks.</summary>
internal sealed class LoopNetwork : INetwork, IAsyncDisposable
{
    public const int QueueLength = 256 * 1024;

    private readonly ConcurrentDictionary<ConnectionEnd, End> ends = new();
    private readonly ConcurrentDictionary<Endpoint, IFrameSink> programs = new();
    private long last;

    public IOutside? Outside { get; set; }

    public TimeSpan Delay { get; set; }

    /// <summary>Accepts no dial until told: the client waits.</summary>
    public bool HoldsAccepts { get; set; }

    public int Open => ends.Count / 2;

    public void Serve(Endpoint at, IFrameSink program) => programs[at] = program;

    public ConnectionEnd Connect(Endpoint from, Endpoint to, IFrameSink? sink = null)
    {
        var end = new ConnectionEnd(2 * Interlocked.Increment(ref last));
        var program = programs.GetValueOrDefault(to);
        var dialler = ends[end] = new End(end, sink!);
        if (program is null)
        {
            var dial = new Dial(this, end.Other);
            lock (dial)
            {
                var outside = Outside?.Dial(dial, from, to);
                if (outside is null)
                {
                    dialler.Add(new Frame(FrameKind.Reset), null);
                    ends.TryRemove(end, out _);
                    return end;
                }

                ends[end.Other] = new End(end.Other, outside);
                return end;
            }
        }

        var called = ends[end.Other] = new End(end.Other, program);
        called.Add(new Frame(FrameKind.Opened, new Dialled(from, to)), dialler);
        if (!HoldsAccepts)
        {
            dialler.Tell(FrameKind.Accepted);
        }

        return end;
    }

    /// <summary>The called end answers, where <see cref="HoldsAccepts"/> held it back.</summary>
    public void Accept(ConnectionEnd called) => ends[called.Other].Tell(FrameKind.Accepted);

    public bool Send(ConnectionEnd end, WireMessage message) =>
        !ends.TryGetValue(end, out var mine) || !ends.TryGetValue(end.Other, out var other) || other.Add(new Frame(FrameKind.Data, message), mine);

    public long QueuedBytes(ConnectionEnd end) => ends.TryGetValue(end.Other, out var other) ? other.Queued : 0;

    public void Pause(ConnectionEnd end) => ends.GetValueOrDefault(end)?.SetPaused(true);

    public void Resume(ConnectionEnd end) => ends.GetValueOrDefault(end)?.SetPaused(false);

    public void Close(ConnectionEnd end) => Finish(end, FrameKind.Closed);

    public void Reset(ConnectionEnd end) => Finish(end, FrameKind.Reset);

    public void ResetHost(IPv4Address host) => throw new NotSupportedException();

    public void SendDatagram(Endpoint from, Endpoint to, WireMessage message) => throw new NotSupportedException();

    public TimeSpan OneWayDelay(IPv4Address from, IPv4Address to, int bytes) => Delay;

    public ValueTask DisposeAsync() => default;

    private void Finish(ConnectionEnd end, FrameKind kind)
    {
        if (ends.TryRemove(end, out _) && ends.TryGetValue(end.Other, out var other))
        {
            if (kind == FrameKind.Reset)
            {
                other.Drop();
            }

            other.Add(new Frame(kind), null);
            other.WhenIdle(() => ends.TryRemove(end.Other, out _));
        }
    }

    /// <summary>One end, and what is on its way to it.</summary>
    private sealed class End(ConnectionEnd name, IFrameSink sink)
    {
        private readonly Lock gate = new();
        private readonly Queue<(Frame Frame, End? Sender)> queue = new();
        private readonly Queue<Frame> told = new();
        private Action? idle;
        private bool running;
        private bool paused;
        private bool senderIsFull;

        public long Queued { get; private set; }

        public bool Add(Frame frame, End? sender)
        {
            lock (gate)
            {
                queue.Enqueue((frame, sender));
                Queued += Length(frame);
                senderIsFull |= Queued >= QueueLength;
                Run();
                return !senderIsFull;
            }
        }

        public void Tell(FrameKind kind)
        {
            lock (gate)
            {
                told.Enqueue(new Frame(kind));
                Run();
            }
        }

        public void SetPaused(bool value)
        {
            lock (gate)
            {
                paused = value;
                Run();
            }
        }

        public void Drop()
        {
            lock (gate)
            {
                queue.Clear();
                Queued = 0;
                paused = false;
            }
        }

        public void WhenIdle(Action act)
        {
            lock (gate)
            {
                idle = act;
                Run();
            }
        }

        private static int Length(Frame frame) => frame.Kind == FrameKind.Data ? frame.Message!.WireLength : 0;

        private void Run()
        {
            if (!running)
            {
                running = true;
                ThreadPool.QueueUserWorkItem(_ => DeliverAll());
            }
        }

        private void DeliverAll()
        {
            while (true)
            {
                Frame frame;
                End? relieved = null;
                lock (gate)
                {
                    if (!told.TryDequeue(out frame))
                    {
                        if (paused || queue.Count == 0)
                        {
                            running = false;
                            if (queue.Count == 0)
                            {
                                idle?.Invoke();
                            }

                            return;
                        }

                        (frame, var sender) = queue.Dequeue();
                        Queued -= Length(frame);
                        if (senderIsFull && Queued < QueueLength / 2)
                        {
                            senderIsFull = false;
                            relieved = sender;
                        }
                    }
                }

                relieved?.Tell(FrameKind.Writable);
                sink.Deliver(name, frame);
            }
        }
    }

    private sealed class Dial(LoopNetwork network, ConnectionEnd end) : IOutsideConnection
    {
        public ConnectionEnd End => end;

        public void Accepted()
        {
            // The outside may answer on another thread before it has returned its sink.
            lock (this)
            {
                network.Accept(end);
            }
        }

        public void Refused()
        {
            lock (this)
            {
                network.Finish(end, FrameKind.Reset);
            }
        }
    }
}

/// <summary>A program on a host, written as one method; remembers what it heard.</summary>
internal sealed class Program(LoopNetwork network, Action<LoopNetwork, ConnectionEnd, Frame>? react = null) : IFrameSink
{
    private readonly ConcurrentQueue<Frame> heard = new();
    private readonly SemaphoreSlim news = new(0);

    public ConcurrentQueue<Frame> Heard => heard;

    public void Deliver(ConnectionEnd end, Frame frame)
    {
        react?.Invoke(network, end, frame);
        heard.Enqueue(frame);
        news.Release();
    }

    /// <summary>Waits until something of what was heard satisfies the condition.</summary>
    public async Task<Frame> HearAsync(Predicate<Frame> condition)
    {
        using var patience = new CancellationTokenSource(TestPlanet.Patience);
        while (true)
        {
            foreach (var frame in heard)
            {
                if (condition(frame))
                {
                    return frame;
                }
            }

            await news.WaitAsync(patience.Token);
        }
    }
}
