using System.Net.Sockets;
using NetMesh.Gateways.Transport;
using NetMesh.Planet;
using NetMesh.Protocols.Addressing;

namespace NetMesh.Gateways.Namespaces;

/// <summary>Somebody from elsewhere on the planet, as a UDP socket in a namespace: what is sent to it goes there, and what comes from there leaves from it.</summary>
internal sealed class DatagramFace : IAsyncDisposable
{
    private const int Longest = 65_507;

    private readonly Socket socket;
    private readonly Endpoint of;
    private readonly INetwork network;
    private readonly GatewayMetrics.Traffic traffic;
    private readonly Task receiving;

    public DatagramFace(Socket socket, Endpoint of, INetwork network, GatewayMetrics.Traffic traffic)
    {
        (this.socket, this.of, this.network, this.traffic) = (socket, of, network, traffic);
        receiving = ReceiveAsync();
    }

    /// <summary>Sends to somebody in the namespace; what the system does not take is lost, as datagrams are.</summary>
    public async Task SendAsync(Endpoint to, ReadOnlyMemory<byte> datagram)
    {
        try
        {
            traffic.Sent(await socket.SendToAsync(datagram, to.ToIPEndPoint()));
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // Nobody listens, or the namespace is gone.
        }
    }

    public async ValueTask DisposeAsync()
    {
        socket.Dispose();
        await receiving;
    }

    private async Task ReceiveAsync()
    {
        var buffer = new byte[Longest];
        while (true)
        {
            try
            {
                var received = await socket.ReceiveFromAsync(buffer, new System.Net.IPEndPoint(System.Net.IPAddress.Any, 0));
                if (Endpoint.TryFrom(received.RemoteEndPoint, out var from))
                {
                    traffic.Received(received.ReceivedBytes);
                    network.SendDatagram(from, of, new OpaqueBytes(buffer.AsSpan(0, received.ReceivedBytes).ToArray()));
                }
            }
            catch (SocketException error) when (error.SocketErrorCode is SocketError.ConnectionRefused or SocketError.ConnectionReset or SocketError.MessageSize)
            {
                // An ICMP answer to something sent before; the socket goes on.
            }
            catch (Exception error) when (error is SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }
}
