using NetMesh.Clock;
using NetMesh.Planet;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Wire;

namespace NetMesh.Grains.Tests.Peers;

/// <summary>
/// The least network that peers can be tested on: streams in order, one delay for all, an uplink that sends one message after another, a queue of 64 KiB
/// an end. No grain host, no planet: a test of peers fails because of peers.
/// </summary>
internal sealed class MemoryNetwork(VirtualClock clock) : INetwork
{
    private const int QueueLength = 64 * 1024;

    private readonly Dictionary<ConnectionEnd, End> ends = [];
    private readonly Dictionary<IPv4Address, Uplink> uplinks = [];
    private readonly Dictionary<Endpoint, Receiver> listeners = [];
    private long nextConnection = 1;

    public delegate void Receiver(ConnectionEnd end, long sequence, Frame frame);

    public TimeSpan Delay { get; set; } = TimeSpan.FromMilliseconds(20);

    public long Messages { get; private set; }

    public long Bytes { get; private set; }

    /// <summary>Changes what a host sends.</summary>
    public Func<IPv4Address, WireMessage, WireMessage>? Tamper { get; set; }

    public void Listen(Endpoint at, long upBytesPerSecond, Receiver receiver)
    {
        listeners[at] = receiver;
        uplinks[at.Address] = new Uplink { Address = at.Address, BytesPerSecond = upBytesPerSecond, Receiver = receiver };
    }

    public void Unlisten(Endpoint at) => listeners.Remove(at);

    public ConnectionEnd Connect(Endpoint from, Endpoint to, IFrameSink? sink = null)
    {
        var dialler = new End(new ConnectionEnd(nextConnection++ << 1), uplinks[from.Address]);
        ends.Add(dialler.Name, dialler);
        if (!listeners.TryGetValue(to, out _))
        {
            Plan(dialler, new Frame(FrameKind.Reset), 2 * Delay.ToNanoseconds());
            return dialler.Name;
        }

        var called = new End(dialler.Name.Other, uplinks[to.Address]);
        ends.Add(called.Name, called);
        Plan(called, new Frame(FrameKind.Opened, new Dialled(new Endpoint(from.Address, 50_000), to)), Delay.ToNanoseconds());
        Plan(dialler, new Frame(FrameKind.Accepted), 2 * Delay.ToNanoseconds());
        return dialler.Name;
    }

    public bool Send(ConnectionEnd end, WireMessage message)
    {
        if (!ends.TryGetValue(end, out var from) || !ends.TryGetValue(end.Other, out var to))
        {
            return true;
        }

        Messages++;
        Bytes += message.WireLength;
        var takes = from.Host.BytesPerSecond == 0 ? 0 : message.WireLength * 1_000_000_000L / from.Host.BytesPerSecond;
        from.Host.FreeAt = Math.Max(from.Host.FreeAt, clock.NowNs) + takes;
        from.Queued += message.WireLength;
        clock.Schedule(from.Host.FreeAt, from, message.WireLength);
        Plan(to, new Frame(FrameKind.Data, Tamper is null ? message : Tamper(from.Host.Address, message)), from.Host.FreeAt - clock.NowNs + Delay.ToNanoseconds());
        from.IsFull = from.Queued >= QueueLength;
        return !from.IsFull;
    }

    public long QueuedBytes(ConnectionEnd end) => ends.TryGetValue(end, out var found) ? found.Queued : 0;

    public void Pause(ConnectionEnd end) => throw new NotSupportedException();

    public void Resume(ConnectionEnd end) => throw new NotSupportedException();

    public void Close(ConnectionEnd end) => Hang(end, FrameKind.Closed);

    public void Reset(ConnectionEnd end) => Hang(end, FrameKind.Reset);

    public void ResetHost(IPv4Address host) => throw new NotSupportedException();

    public void SendDatagram(Endpoint from, Endpoint to, WireMessage message)
    {
    }

    public TimeSpan OneWayDelay(IPv4Address from, IPv4Address to, int bytes) => Delay;

    public bool Reaches(IPv4Address from, IPv4Address to) => true;

    private void Hang(ConnectionEnd end, FrameKind how)
    {
        if (ends.Remove(end, out var from) && ends.TryGetValue(end.Other, out var to))
        {
            Plan(to, new Frame(how), Math.Max(0, how == FrameKind.Closed ? from.Host.FreeAt - clock.NowNs : 0) + Delay.ToNanoseconds());
        }
    }

    private void Plan(End to, Frame frame, long afterNs) => clock.Schedule(clock.NowNs + afterNs, new Delivery(this, to, frame));

    private sealed class Delivery(MemoryNetwork network, End to, Frame frame) : ITimedEvent
    {
        public void Fire(long nowNs, long argument)
        {
            if (network.ends.ContainsKey(to.Name))
            {
                to.Host.Receiver(to.Name, to.Delivered++, frame);
                if (frame.Kind is FrameKind.Closed or FrameKind.Reset)
                {
                    network.ends.Remove(to.Name);
                }
            }
        }
    }

    private sealed class Uplink
    {
        public required IPv4Address Address { get; init; }

        public required long BytesPerSecond { get; init; }

        public required Receiver Receiver { get; init; }

        public long FreeAt { get; set; }
    }

    private sealed class End(ConnectionEnd name, Uplink host) : ITimedEvent
    {
        public ConnectionEnd Name => name;

        public Uplink Host => host;

        public long Queued { get; set; }

        public bool IsFull { get; set; }

        public long Delivered { get; set; }

        public void Fire(long nowNs, long argument)
        {
            Queued -= argument;
            if (IsFull && Queued < QueueLength / 2)
            {
                IsFull = false;
                host.Receiver(name, Delivered++, new Frame(FrameKind.Writable));
            }
        }
    }
}
