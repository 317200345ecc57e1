using System.Net;
using System.Net.Sockets;

namespace NetMesh.Testing;

/// <summary>Finds ports for a planet of a test's own. None is soon given again in one process: who was given it may take a while before it listens there.</summary>
internal static class FreePorts
{
    private const int Remembered = 1000;

    // Peers, trackers, name servers, and the proxies of a dozen regions.
    private static readonly int[] WellKnown = [6881, 6969, 53, 443, 853, .. Enumerable.Range(8100, 12)];
    private static readonly Queue<int> Given = [];

    /// <summary>A distance at which all ports of a planet are free now, over TCP and UDP.</summary>
    public static int Offset() => Find(WellKnown);

    /// <summary>A port that is free now.</summary>
    public static int One() => Find([0]);

    // Below the range from which the system takes ephemeral ports, so that nobody's outgoing connection gets in between.
    private static int Find(int[] ports)
    {
        lock (Given)
        {
            var found = Enumerable.Range(0, 200).Select(_ => Random.Shared.Next(11_000, 24_600)).First(at => ports.All(port => IsFree(at + port)));
            foreach (var port in ports)
            {
                Given.Enqueue(found + port);
            }

            while (Given.Count > Remembered)
            {
                Given.Dequeue();
            }

            return found;
        }
    }

    private static bool IsFree(int port)
    {
        if (Given.Contains(port))
        {
            return false;
        }

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
