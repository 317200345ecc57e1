using System.Net.Sockets;

namespace NetMesh.Gateways.Transport;

internal static class BrokenConnection
{
    /// <summary>
    /// Whether this is how a client's connection says that it is over, cut off by either side, rather than a failure of ours. Kestrel wraps a reset that came
    /// into an <see cref="IOException"/>; of a socket that was closed here it hands on the socket's own word.
    /// </summary>
    public static bool IsBrokenConnection(this Exception error) =>
        error is IOException or SocketException or OperationCanceledException or ObjectDisposedException;
}
