using System.Net;
using System.Net.Sockets;

namespace NetMesh.Testing;

/// <summary>Finds ports for a planet of a test's own.</summary>
internal static class FreePorts
{
    private static readonly int[] WellKnown = [6881, 6969];

    /// <summary>A distance at which all ports of a planet are free now, over TCP and UDP.</summary>
    public static int Offset() => Find(offset => WellKnown.All(port => IsFree(port + offset)));

    /// <summary>A port that is free now.</summary>
    public static int One() => Find(IsFree);

    // Below the range from which the system takes ephemeral ports, so that nobody's outgoing connection gets in between.
    private static int Find(Func<int, bool> isRight) =>
        Enumerable.Range(0, 200).Select(_ => Random.Shared.Next(11_000, 25_000)).First(isRight);

    private static bool IsFree(int port)
    {
        try
        {
            using var tcp = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            using var udp = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            tcp.Bind(new IPEndPoint(IPAddress.Any, port));
            udp.Bind(new IPEndPoint(IPAddress.Any, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
