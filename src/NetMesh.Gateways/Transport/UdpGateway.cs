using System.Net.Sockets;
using NetMesh.Protocols.Addressing;

namespace NetMesh.Gateways.Transport;

/// <summary>How a UDP gateway moves datagrams.</summary>
public enum DatagramDrive
{
    /// <summary>Batches where the system has them, else one by one.</summary>
    Best,

    /// <summary>recvmmsg(2) and sendmmsg(2): Linux.</summary>
    Batched,

    /// <summary>One system call a datagram, and one socket a host, through the framework's sockets: anywhere.</summary>
    Plain,
}

/// <summary>
/// Where datagrams of real clients enter. One port serves all hosts of the planet: the address a datagram was sent to says which host was asked, and the
/// answer leaves from that same address.
/// </summary>
public abstract class UdpGateway : IDatagramSender, IDisposable
{
    /// <summary>The longest datagram taken or sent, bytes; longer ones are refused.</summary>
    public const int MaxLength = 4096;

    private protected UdpGateway()
    {
    }

    /// <summary>The real port.</summary>
    public abstract ushort Port { get; }

    /// <summary>Opens the port; nothing is received before <see cref="Start"/>.</summary>
    /// <param name="port">The port; 0 takes a free one.</param>
    /// <param name="purpose">What the port is for, for the error's line.</param>
    /// <param name="protocol">What is spoken there, for metrics.</param>
    /// <param name="handler">Who gets the datagrams.</param>
    /// <param name="hosts">The hosts that serve there now, for systems where one socket cannot serve all.</param>
    /// <param name="metrics">Where refusals are counted.</param>
    /// <param name="drive">How to move datagrams.</param>
    /// <param name="scope">From where it can be reached.</param>
    /// <exception cref="GatewayError">The port cannot be opened.</exception>
    public static UdpGateway Open(
        ushort port,
        string purpose,
        string protocol,
        IDatagramHandler handler,
        IEnumerable<IPv4Address> hosts,
        GatewayMetrics metrics,
        DatagramDrive drive = DatagramDrive.Best,
        ListenScope scope = ListenScope.Loopback) =>
        drive != DatagramDrive.Plain && LinuxDatagrams.IsSupported && GatewaySockets.CanServeAllHosts(scope)
            ? new BatchedUdpGateway(GatewaySockets.Open(SocketType.Dgram, port, purpose, [], scope)[0], protocol, handler, metrics)
            : new PlainUdpGateway(port, purpose, protocol, handler, hosts, metrics);

    /// <summary>Begins to receive.</summary>
    public abstract void Start();

    public abstract void Send(Endpoint from, Endpoint to, ReadOnlySpan<byte> datagram);

    public abstract void Dispose();
}
