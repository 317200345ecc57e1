using System.Net.Sockets;
using NetMesh.Gateways.Transport;

namespace NetMesh.Gateways.Namespaces;

/// <summary>
/// Between a planet and the process inside a namespace: messages, each with the sockets that belong to it, over a Unix socket, which namespaces of the network do not
/// part. One thread receives; any may send.
/// </summary>
public sealed class NamespaceLine : IDisposable
{
    private const int LongestMessage = 64 * 1024;

    private readonly Socket socket;
    private readonly Lock sending = new();
    private readonly byte[] buffer = new byte[LongestMessage];
    private readonly List<Socket> arrived = [];

    internal NamespaceLine(Socket socket) => this.socket = socket;

    /// <summary>Whether this system can do it at all: Linux, 64 bits.</summary>
    public static bool IsSupported => LinuxDatagrams.IsSupported;

    /// <summary>Reaches a planet.</summary>
    /// <param name="path">Its socket, as its control API names it.</param>
    /// <exception cref="SocketException">Nobody listens there, or the user may not.</exception>
    public static NamespaceLine Connect(string path)
    {
        var called = NewSocket();
        try
        {
            called.Connect(new UnixDomainSocketEndPoint(path));
            return new NamespaceLine(called);
        }
        catch
        {
            called.Dispose();
            throw;
        }
    }

    /// <summary>Sends a message with sockets, which stay the sender's as well.</summary>
    /// <exception cref="IOException">The other side is gone, or takes nothing now.</exception>
    public void Send(NamespaceMessage message, params IReadOnlyList<Socket> sockets)
    {
        var bytes = NamespaceJson.Write(message);
        lock (sending)
        {
            try
            {
                LinuxDescriptors.Send(socket.SafeHandle, bytes, sockets);
            }
            catch (ObjectDisposedException error)
            {
                throw new IOException("the line is closed", error);
            }
        }
    }

    /// <summary>Waits for the next message.</summary>
    /// <param name="sockets">Those that came with it; the caller's from now on.</param>
    /// <returns>Null when the other side is gone, or says what nobody understands.</returns>
    public NamespaceMessage? Receive(out IReadOnlyList<Socket> sockets)
    {
        arrived.Clear();
        sockets = [];
        try
        {
            var length = LinuxDescriptors.Receive(socket.SafeHandle, buffer, arrived);
            sockets = [.. arrived];
            return length == 0 ? null : NamespaceJson.Read(buffer.AsSpan(0, length));
        }
        catch (ObjectDisposedException)
        {
            return null;
        }
    }

    /// <summary>Wakes whoever receives: there comes no more.</summary>
    public void Dispose()
    {
        try
        {
            socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // The other side was quicker.
        }

        socket.Dispose();
    }

    // Whole messages, in order, and the end of the other process is heard.
    internal static Socket NewSocket() => new(AddressFamily.Unix, SocketType.Seqpacket, ProtocolType.Unspecified);
}
