using System.Net;
using System.Net.Sockets;
using NetMesh.Protocols.Addressing;

namespace NetMesh.Gateways.Transport;

/// <summary>From where a planet can be reached.</summary>
public enum ListenScope
{
    /// <summary>From this machine alone.</summary>
    Loopback,

    /// <summary>Over every device of the machine: from whoever has a route to the planet's addresses.</summary>
    All,
}

/// <summary>
/// Opens the sockets of gateways: bound to all addresses on one port, and, unless the user wants more, tied to the loopback device, so that one socket serves
/// every host of the planet while nothing off the machine can reach it.
/// </summary>
public static class GatewaySockets
{
    // <asm-generic/socket.h>; the same on every architecture that .NET runs on under Linux.
    private const int SolSocket = 1;
    private const int SoReuseAddress = 2;
    private const int SoBindToDevice = 25;

    /// <summary>
    /// Opens and binds what it takes to serve the planet's hosts on one port: one socket where it can be tied to the loopback device or need not be, else one
    /// for each host, because a socket on all addresses would show the planet to the network around the machine.
    /// </summary>
    /// <param name="type">Stream (TCP) or datagram (UDP).</param>
    /// <param name="port">The port; 0 takes a free one.</param>
    /// <param name="purpose">What the port is for, for the error's line.</param>
    /// <param name="hosts">The hosts that serve there now, for systems where one socket cannot serve all.</param>
    /// <param name="scope">From where it can be reached.</param>
    /// <param name="oneForAll">False opens a socket for each host even where one could serve all.</param>
    /// <exception cref="GatewayError">The port is in use, or the system refuses.</exception>
    public static IReadOnlyList<Socket> Open(
        SocketType type, ushort port, string purpose, IEnumerable<IPv4Address> hosts, ListenScope scope = ListenScope.Loopback, bool oneForAll = true)
    {
        List<Socket> opened = [];
        try
        {
            var one = Create(type);
            opened.Add(one);
            if (oneForAll && TryRestrict(one, scope))
            {
                Bind(one, new IPEndPoint(IPAddress.Any, port), purpose);
                return opened;
            }

            if (port == 0)
            {
                // Chosen where no host stands, and kept, so that nobody else takes it.
                Bind(one, new IPEndPoint(IPAddress.Loopback, 0), purpose);
                port = (ushort)((IPEndPoint)one.LocalEndPoint!).Port;
            }
            else
            {
                opened.Remove(one);
                one.Dispose();
            }

            foreach (var host in hosts)
            {
                opened.Add(OpenAt(type, new IPEndPoint(host.ToIPAddress(), port), purpose));
            }

            return opened;
        }
        catch
        {
            opened.ForEach(socket => socket.Dispose());
            throw;
        }
    }

    /// <summary>Opens and binds a socket for one host.</summary>
    /// <exception cref="GatewayError">The port is in use, or the address is not of this machine.</exception>
    public static Socket OpenAt(SocketType type, IPEndPoint at, string purpose)
    {
        var socket = Create(type);
        try
        {
            Bind(socket, at, purpose);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Whether one socket can serve all hosts here: always when nothing is restricted, else Linux, and SO_BINDTODEVICE allowed (unprivileged since 5.7).</summary>
    public static bool CanServeAllHosts(ListenScope scope = ListenScope.Loopback)
    {
        using var socket = Create(SocketType.Stream);
        return TryRestrict(socket, scope);
    }

    /// <summary>Whether this machine has an address.</summary>
    internal static bool IsLocal(IPv4Address address)
    {
        using var socket = Create(SocketType.Dgram);
        try
        {
            socket.Bind(new IPEndPoint(address.ToIPAddress(), 0));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>
    /// Lets a socket have an address that another one has, where neither of them listens. The framework's option of this name sets SO_REUSEPORT as well, with
    /// which two planets would share a port and its connections.
    /// </summary>
    internal static void AllowReuse(Socket socket)
    {
        if (OperatingSystem.IsLinux())
        {
            socket.SetRawSocketOption(SolSocket, SoReuseAddress, BitConverter.GetBytes(1));
        }
    }

    private static Socket Create(SocketType type)
    {
        var socket = new Socket(AddressFamily.InterNetwork, type, type == SocketType.Stream ? ProtocolType.Tcp : ProtocolType.Udp);
        if (type == SocketType.Stream)
        {
            // A planet that restarts finds its port free although old connections linger in TIME_WAIT.
            AllowReuse(socket);
        }

        return socket;
    }

    /// <summary>Ties a socket to the loopback device where the scope says so; false where the system has no such thing or refuses.</summary>
    internal static bool TryRestrict(Socket socket, ListenScope scope)
    {
        if (scope == ListenScope.All)
        {
            return true;
        }

        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        try
        {
            socket.SetRawSocketOption(SolSocket, SoBindToDevice, "lo\0"u8);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static void Bind(Socket socket, IPEndPoint at, string purpose)
    {
        try
        {
            socket.Bind(at);
        }
        catch (SocketException error)
        {
            throw Explain(error, at, purpose);
        }
    }

    internal static GatewayError Explain(SocketException error, IPEndPoint at, string purpose) => error.SocketErrorCode switch
    {
        SocketError.AddressAlreadyInUse => new(
            GatewayFault.PortInUse,
            $"{purpose}: port {at.Port} is in use by another program (perhaps another planet); stop it or choose other ports",
            error),
        SocketError.AccessDenied => new(
            GatewayFault.PrivilegeMissing,
            $"{purpose}: port {at.Port} needs a privilege; leave out --well-known-ports, or allow it: sysctl net.ipv4.ip_unprivileged_port_start={at.Port}",
            error),
        SocketError.AddressNotAvailable => new(
            GatewayFault.AddressUnavailable,
            $"{purpose}: {at.Address} is no address of this machine; on Linux make its prefix local: ip route add local PREFIX dev lo",
            error),
        _ => new(GatewayFault.Refused, $"{purpose}: cannot listen on {at}: {error.Message}", error),
    };
}
