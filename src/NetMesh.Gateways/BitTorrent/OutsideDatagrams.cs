using System.Net;
using System.Net.Sockets;
using NetMesh.Gateways.Transport;
using NetMesh.Planet;
using NetMesh.Planet.Hosts;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.BitTorrent.Trackers.Udp;
using NetMesh.Protocols.Wire;

namespace NetMesh.Gateways.BitTorrent;

/// <summary>
/// Questions of peers to trackers beyond the planet (BEP 15), and their answers. Each leaves from the peer's own address and port, so that the tracker sees who asks,
/// through a socket connected to that tracker: the kernel hands it nothing from anybody else, and tells others, such as clients that try uTP first, that no datagrams
/// are taken there. A socket that is idle is closed.
/// </summary>
public sealed class OutsideDatagrams(ListenScope scope, PlanetMap map, GatewayMetrics metrics, TimeProvider time) : IDisposable
{
    /// <summary>An answer that takes longer is asked for again, which opens the socket anew.</summary>
    public static readonly TimeSpan IdleTime = TimeSpan.FromSeconds(20);

    private const int MaxSockets = 8192;

    private TimeProvider Time { get; } = time;

    private readonly Lock gate = new();
    private readonly Dictionary<(Endpoint From, Endpoint To), Line> lines = [];
    private bool disposed;

    /// <summary>Sends a peer's question. What the system does not take is lost, as datagrams are.</summary>
    /// <param name="network">Where the answer goes.</param>
    /// <returns>Why it was refused, or null.</returns>
    public string? Send(INetwork network, Endpoint from, Endpoint to, WireMessage message)
    {
        // Only hosts of this planet speak here, and only with those that are none.
        if (message is not (ConnectRequest or UdpAnnounce or UdpScrape) || map.HostAt(from.Address) is null || map.HostAt(to.Address) is not null)
        {
            return RefusalReasons.NoSuchService;
        }

        Span<byte> bytes = stackalloc byte[UdpGateway.MaxLength];
        var datagram = bytes[..UdpTrackerWriter.Write((UdpTrackerPacket)message, bytes)];
        lock (gate)
        {
            return LineOf(network, from, to, out var refusal)?.Send(datagram) ?? refusal;
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            disposed = true;
            foreach (var line in lines.Values)
            {
                line.Dispose();
            }

            lines.Clear();
        }
    }

    private Line? LineOf(INetwork network, Endpoint from, Endpoint to, out string? refusal)
    {
        refusal = null;
        if (lines.TryGetValue((from, to), out var line))
        {
            return line;
        }

        if (disposed || lines.Count >= MaxSockets)
        {
            refusal = disposed ? RefusalReasons.Unreachable : RefusalReasons.TooManyConnections;
            return null;
        }

        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        try
        {
            // A peer may still be saying goodbye to one tracker when it greets the next.
            GatewaySockets.AllowReuse(socket);
            GatewaySockets.TryRestrict(socket, scope);
            socket.Bind(from.ToIPEndPoint());
            socket.Connect(to.ToIPEndPoint());
        }
        catch (SocketException)
        {
            socket.Dispose();
            refusal = RefusalReasons.Unreachable;
            return null;
        }

        line = new Line(this, network, socket, from, to, metrics.Of(TrackerUdpGateway.Protocol, map.RegionLabel(to.Address)));
        lines.Add((from, to), line);
        line.Start();
        return line;
    }

    private void CloseIfIdle(Line line)
    {
        lock (gate)
        {
            if (!line.IsIdle)
            {
                line.Watch();
                return;
            }

            lines.Remove((line.From, line.To));
            line.Dispose();
        }
    }

    /// <summary>One peer and one tracker.</summary>
    private sealed class Line : IDisposable
    {
        private readonly OutsideDatagrams owner;
        private readonly INetwork network;
        private readonly Socket socket;
        private readonly GatewayMetrics.Traffic traffic;
        private readonly ITimer idle;
        private long lastSent;

        public Line(OutsideDatagrams owner, INetwork network, Socket socket, Endpoint from, Endpoint to, GatewayMetrics.Traffic traffic)
        {
            (this.owner, this.network, this.socket, this.traffic) = (owner, network, socket, traffic);
            (From, To) = (from, to);
            idle = owner.Time.CreateTimer(static line => ((Line)line!).CloseIfIdle(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        public Endpoint From { get; }

        public Endpoint To { get; }

        public bool IsIdle => owner.Time.GetElapsedTime(lastSent) >= IdleTime;

        public void Start()
        {
            _ = ReceiveAsync();
            Watch();
        }

        public void Watch() => idle.Change(IdleTime, Timeout.InfiniteTimeSpan);

        public string? Send(ReadOnlySpan<byte> datagram)
        {
            lastSent = owner.Time.GetTimestamp();
            try
            {
                socket.Send(datagram);
                traffic.Sent(datagram.Length);
                return null;
            }
            catch (SocketException)
            {
                // That nobody listens is said of the one before: this one may still arrive, and is asked again if it does not.
                return RefusalReasons.Unreachable;
            }
        }

        public void Dispose()
        {
            idle.Dispose();
            socket.Dispose();
        }

        private void CloseIfIdle() => owner.CloseIfIdle(this);

        private async Task ReceiveAsync()
        {
            var buffer = new byte[UdpGateway.MaxLength];
            while (true)
            {
                try
                {
                    Hear(buffer.AsSpan(0, await socket.ReceiveAsync(buffer)));
                }
                catch (SocketException error) when (error.SocketErrorCode is SocketError.ConnectionRefused or SocketError.ConnectionReset or SocketError.MessageSize
                    or SocketError.HostUnreachable or SocketError.NetworkUnreachable)
                {
                    // Nobody there now; the tracker may come back.
                }
                catch (Exception error) when (error is SocketException or ObjectDisposedException)
                {
                    return;
                }
            }
        }

        private void Hear(ReadOnlySpan<byte> datagram)
        {
            traffic.Received(datagram.Length);
            var read = UdpTrackerReader.ReadAnswer(datagram);
            if (read.IsComplete)
            {
                network.SendDatagram(To, From, read.Value);
            }
            else
            {
                traffic.Refused(RefusalReasons.Garbage);
            }
        }
    }
}
