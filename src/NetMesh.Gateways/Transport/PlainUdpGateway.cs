using System.Net;
using System.Net.Sockets;
using NetMesh.Protocols.Addressing;

namespace NetMesh.Gateways.Transport;

/// <summary>
/// Datagrams one by one through the framework's sockets, a socket a host: what a socket bound to a host's address sends leaves from that address on every
/// system. Serves the hosts that were there at the start.
/// </summary>
internal sealed class PlainUdpGateway : UdpGateway
{
    private readonly Dictionary<IPv4Address, Socket> byHost = [];
    private readonly IDatagramHandler handler;
    private readonly GatewayMetrics metrics;
    private readonly string protocol;
    private readonly Lock receiving = new();
    private volatile bool stopping;

    public PlainUdpGateway(
        ushort port, string purpose, string protocol, IDatagramHandler handler, IEnumerable<IPv4Address> hosts, GatewayMetrics metrics)
    {
        this.protocol = protocol;
        this.handler = handler;
        this.metrics = metrics;
        Port = port;
        foreach (var socket in GatewaySockets.Open(SocketType.Dgram, port, purpose, hosts, oneForAll: false))
        {
            var at = (IPEndPoint)socket.LocalEndPoint!;
            Port = (ushort)at.Port;
            if (IPv4Address.TryFrom(at.Address, out var host))
            {
                byHost[host] = socket;
            }
        }
    }

    public override ushort Port { get; }

    public override void Start()
    {
        foreach (var (host, socket) in byHost)
        {
            _ = ReceiveAsync(host, socket);
        }
    }

    public override void Send(Endpoint from, Endpoint to, ReadOnlySpan<byte> datagram)
    {
        if (datagram.Length > MaxLength)
        {
            metrics.Refused(protocol, RefusalReasons.TooLong, "none");
            return;
        }

        if (!byHost.TryGetValue(from.Address, out var socket))
        {
            metrics.Refused(protocol, RefusalReasons.NoSuchService, "none");
            return;
        }

        try
        {
            socket.SendTo(datagram, SocketFlags.None, to.ToIPEndPoint());
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            metrics.Refused(protocol, RefusalReasons.Unreachable, "none");
        }
    }

    public override void Dispose()
    {
        stopping = true;
        foreach (var socket in byHost.Values)
        {
            socket.Dispose();
        }
    }

    private async Task ReceiveAsync(IPv4Address host, Socket socket)
    {
        var buffer = new byte[MaxLength + 1];
        var sender = new SocketAddress(AddressFamily.InterNetwork);
        while (!stopping)
        {
            try
            {
                var length = await socket.ReceiveFromAsync(buffer, SocketFlags.None, sender);
                Handle(host, sender, buffer.AsSpan(0, length));
            }
            catch (SocketException)
            {
                // An ICMP answer to something sent before; the socket goes on.
            }
            catch (ObjectDisposedException)
            {
                return;
            }
        }
    }

    private void Handle(IPv4Address host, SocketAddress sender, ReadOnlySpan<byte> datagram)
    {
        if (datagram.Length > MaxLength || !TryRead(sender, out var from))
        {
            metrics.Refused(protocol, RefusalReasons.TooLong, "none");
            return;
        }

        try
        {
            // Handlers are promised one datagram at a time.
            lock (receiving)
            {
                handler.Receive(from, new Endpoint(host, Port), datagram, this);
            }
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            metrics.Refused(protocol, RefusalReasons.Failed, "none");
        }
    }

    private static bool TryRead(SocketAddress address, out Endpoint from)
    {
        // sockaddr_in: family, then port and address in network order, on every system.
        var bytes = address.Buffer.Span;
        from = new Endpoint(new IPv4Address(bytes[4], bytes[5], bytes[6], bytes[7]), (ushort)((bytes[2] << 8) | bytes[3]));
        return address.Size >= 8;
    }
}
