using NetMesh.Clock;
using NetMesh.Planet.Backbones;
using NetMesh.Planet.Faults;
using NetMesh.Planet.Hosts;
using NetMesh.Planet.Links;
using NetMesh.Planet.Paths;
using NetMesh.Planet.Regions;
using NetMesh.Planet.Traffic;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Wire;

namespace NetMesh.Planet;

/// <summary>The network between the hosts of one process, and, over a backbone, to those of the planet's other processes.</summary>
/// <remarks>
/// What happens to a message:
/// <list type="number">
/// <item><see cref="Send"/> puts it into the queue of its end; on a full queue the sender hears to wait (back-pressure).</item>
/// <item>The sender's <see cref="Uplink"/> sends one message at a time, taking turns between flows, and charges headers too. Event 1: it has left. A message that finds the uplink idle spares it, and so does a tiny one: when it will have left is known.</item>
/// <item><see cref="LeftUplink"/>: the path adds propagation, jitter and the two hosts' access latency; datagrams may be lost or doubled. Event 2: it
/// comes out of the path.</item>
/// <item><see cref="Arrived"/>: the receiver's <see cref="Downlink"/> lets it through at once when it is idle; otherwise it waits its turn (event 3).</item>
/// <item><see cref="Deliver"/>: it goes to the outbox, and from there, with nothing locked, to the host's program or to a gateway.</item>
/// </list>
/// Under <see cref="TransportModel.Tcp"/> a stream's window, losses and retransmissions come on top (Network.Tcp.cs).
/// A message to a host of another process leaves over the backbone when it comes out of the path; there it goes on at the receiver's downlink.
/// Set-up and reset messages cross the path only: they neither wait for links nor are charged.
/// Between two planets the sender's one charges its uplink and the path, the receiver's one its downlink; each charges the latency of its own access link.
/// On the wall clock one lock guards all state; it is never held while a program or a gateway is called.
/// </remarks>
public sealed partial class Network : INetwork, IForger
{
    private readonly Lock? gate;
    private readonly VirtualClock? loop;
    private readonly PlanetMap map;
    private readonly IHostDoor door;
    private readonly IOutside? outside;
    private readonly PathModel paths;
    private readonly Dictionary<Region, int> regionIndex = [];
    private readonly HostPort[] clients;
    private readonly HostPort[] abroad;
    private readonly Dictionary<IPv4Address, HostPort> ports = [];
    private readonly ConnectionTable table;
    private readonly Outbox outbox = new();
    private readonly bool isTcp;
    private Packet? freePackets;

    /// <param name="clock">When things happen; on a virtual clock everything must be called on its thread.</param>
    /// <param name="map">Who is where. Its regions are fixed; hosts and programs may come and go.</param>
    /// <param name="door">Where what arrives is handed over.</param>
    /// <param name="options">The planet's physics.</param>
    /// <param name="streams">Randomness for jitter, loss and duplication.</param>
    /// <param name="outside">Real clients, or null: there are none.</param>
    /// <param name="faults">What breaks it, or null: a board of its own.</param>
    /// <param name="backbone">
    /// The way to the planet's other processes, or null: there are none, and everything runs here, whatever the map says. Faults hold for what this process
    /// carries; they must be known to all.
    /// </param>
    /// <exception cref="ArgumentException">An overridden path names an unknown region, or the planet has none.</exception>
    public Network(
        IEventClock clock, PlanetMap map, IHostDoor door, NetworkOptions options, RandomStreams streams, IOutside? outside = null, FaultBoard? faults = null,
        IBackbone? backbone = null)
    {
        if (map.Regions.Count == 0)
        {
            throw new ArgumentException("a planet needs a region", nameof(map));
        }

        Clock = clock;
        loop = clock as VirtualClock;
        gate = clock.IsVirtual ? null : new Lock();
        this.map = map;
        this.door = door;
        this.outside = outside;
        this.backbone = backbone;
        table = new ConnectionTable(backbone?.Here ?? default);
        Options = options;
        isTcp = options is { Transport: TransportModel.Tcp, Unshaped: false };
        IsFair = options.Link == LinkDiscipline.Fair;
        paths = new PathModel(map.Regions, options, streams);
        clients = new HostPort[map.Regions.Count];
        abroad = new HostPort[map.Regions.Count];
        for (var i = 0; i < clients.Length; i++)
        {
            regionIndex.Add(map.Regions[i], i);
            clients[i] = new HostPort(this, null, i);
            abroad[i] = new HostPort(this, null, i, isAbroad: true);
        }

        Faults = faults ?? new FaultBoard();
        Faults.Changed += ApplyFaults;
        Faults.Settled += HandOver;
        ApplyFaults(FaultState.None, Faults.Current);
        metrics = new NetworkMetrics(this);
    }

    /// <summary>The planet's physics.</summary>
    public NetworkOptions Options { get; }

    /// <summary>Breaks and heals.</summary>
    public FaultBoard Faults { get; }

    internal IEventClock Clock { get; }

    internal bool IsFair { get; }

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">Without a sink, no program runs at <paramref name="from"/>.</exception>
    public ConnectionEnd Connect(Endpoint from, Endpoint to, IFrameSink? sink = null)
    {
        var program = sink is null ? map.ServiceAt(from) ?? map.ProgramOf(from.Address) : null;
        if (sink is null && program is null)
        {
            throw new InvalidOperationException($"no program runs at {from.Address} that could hear the answer to its call of {to}");
        }

        Enter();
        try
        {
            to = new Endpoint(Site(to.Address, from.Address), to.Port);
            return isDisposed ? default : Dial(from, to, sink, program);
        }
        finally
        {
            Leave();
        }
    }

    public bool Send(ConnectionEnd end, WireMessage message)
    {
        Enter();
        try
        {
            if (Find(end) is not { } connection)
            {
                return true;
            }

            var flow = connection.Out(end);
            if (Options.Unshaped && !flow.IsHeld)
            {
                if (!flow.ReceiverGone)
                {
                    Hear(connection, flow, FrameKind.Data, message);
                }

                return true;
            }

            var length = message.WireLength;
            var packet = NewPacket(flow, FrameKind.Data, message, WireSize.OfStream(length));
            packet.QueuedBytes = length;
            flow.QueuedBytes += length;
            Offer(packet);
            // Once full it stays so until Writable has said otherwise, or a sender that waits for that would wait for ever.
            flow.IsFull |= flow.QueuedBytes >= Options.SendHighWater;
            return !flow.IsFull;
        }
        finally
        {
            Leave();
        }
    }

    public void Attach(ConnectionEnd end, IForesighted state)
    {
        if (loop is not null && Find(end) is { } connection)
        {
            if (end.IsDialler)
            {
                connection.DiallerState = state;
            }
            else
            {
                connection.CalledState = state;
            }
        }
    }

    public long QueuedBytes(ConnectionEnd end)
    {
        Enter();
        try
        {
            return Find(end)?.Out(end).QueuedBytes ?? 0;
        }
        finally
        {
            Leave();
        }
    }

    public void Pause(ConnectionEnd end)
    {
        Enter();
        try
        {
            if (Find(end) is { } connection)
            {
                HoldBack(connection.In(end), FlowHold.Paused);
            }
        }
        finally
        {
            Leave();
        }
    }

    public void Resume(ConnectionEnd end)
    {
        Enter();
        try
        {
            if (Find(end) is { } connection)
            {
                Release(connection.In(end), FlowHold.Paused);
            }
        }
        finally
        {
            Leave();
        }
    }

    public void Close(ConnectionEnd end)
    {
        Enter();
        try
        {
            if (Find(end) is { } connection)
            {
                CloseEnd(connection, end);
            }
        }
        finally
        {
            Leave();
        }
    }

    public void Reset(ConnectionEnd end)
    {
        Enter();
        try
        {
            if (Find(end) is { } connection)
            {
                ResetEnd(connection, end);
            }
        }
        finally
        {
            Leave();
        }
    }

    public void ResetHost(IPv4Address host)
    {
        Enter();
        try
        {
            ResetConnectionsOf(host);
        }
        finally
        {
            Leave();
        }
    }

    public void SendDatagram(Endpoint from, Endpoint to, WireMessage message) => ForgeDatagram(SiteOf(from.Address, to.Address), from, to, message);

    /// <inheritdoc/>
    public void ForgeDatagram(IPv4Address at, Endpoint from, Endpoint to, WireMessage message)
    {
        Enter();
        try
        {
            OfferDatagram(at, from, to, message);
        }
        finally
        {
            Leave();
        }
    }

    public bool IsInstant => Options.Unshaped;

    public TimeSpan OneWayDelay(IPv4Address from, IPv4Address to, int bytes)
    {
        if (Options.Unshaped)
        {
            return TimeSpan.Zero;
        }

        Enter();
        try
        {
            HostPort sender = PortOf(from), receiver = PortOf(to);
            var transmissionNs = bytes * Math.Max(sender.Up.NsPerByte, receiver.Down.NsPerByte);
            return Nanoseconds.ToTimeSpan(PropagationNs(sender, receiver, crossesPath: !sender.IsAbroad) + (long)transmissionNs);
        }
        finally
        {
            Leave();
        }
    }

    private void Enter()
    {
        loop?.ThrowOnForeignThread();
        gate?.Enter();
    }

    private void Leave()
    {
        gate?.Exit();
        HandOver();
    }
}
