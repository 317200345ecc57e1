using System.Net.Sockets;
using NetMesh.Gateways.Transport;

namespace NetMesh.Gateways.Namespaces;

/// <summary>The gateways of one namespace: the planet's own, on sockets that were bound in the namespace.</summary>
internal sealed class NamespaceGateways : IAsyncDisposable
{
    private readonly Dictionary<(ushort Port, bool IsDatagram), (Socket Socket, ushort Listed)> sockets = [];

    /// <param name="ports">What the sockets are for.</param>
    /// <param name="handed">In the same order.</param>
    /// <param name="listeners">Makes what serves connections, from whence its sockets come.</param>
    public NamespaceGateways(IReadOnlyList<ServedPort> ports, IReadOnlyList<Socket> handed, Func<SocketOpener, TcpListeners> listeners)
    {
        for (var i = 0; i < ports.Count; i++)
        {
            sockets[(ports[i].Port, ports[i].IsDatagram)] = (handed[i], ports[i].Listed);
        }

        Listeners = listeners((type, port, _, _) => [Socket(port, type == SocketType.Dgram)]);
    }

    public TcpListeners Listeners { get; }

    public List<UdpGateway> Datagrams { get; } = [];

    /// <summary>The socket that was bound for a port.</summary>
    public Socket Socket(ushort port, bool isDatagram) => sockets[(port, isDatagram)].Socket;

    /// <summary>The number under which the directory lists what is called at a port.</summary>
    public ushort Listed(ushort port, bool isDatagram) => sockets[(port, isDatagram)].Listed;

    public async ValueTask DisposeAsync()
    {
        Datagrams.ForEach(gateway => gateway.Dispose());
        await Listeners.DisposeAsync();
        foreach (var (socket, _) in sockets.Values)
        {
            socket.Dispose();
        }
    }
}
