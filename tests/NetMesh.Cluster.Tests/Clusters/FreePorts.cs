using System.Net;
using System.Net.Sockets;
using NetMesh.Contracts.Hosts;

namespace NetMesh.Cluster.Tests.Clusters;

/// <summary>Ports for a planet of a test's own.</summary>
internal static class FreePorts
{
    /// <summary>How far above the well-known ones all ports of the planet are free now, over TCP and UDP.</summary>
    public static int Offset() =>

        // Below the range from which the system takes ephemeral ports, so that nobody's outgoing connection gets in between.
        Enumerable.Range(0, 200).Select(_ => Random.Shared.Next(4_000, 18_000)).First(offset => IsFree(ServiceNames.PeerPort + offset) && IsFree(ServiceNames.TrackerPort + offset));

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
