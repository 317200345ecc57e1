using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace NetMesh.Bench.Clusters;

/// <summary>The loopback ports of a cluster: of each silo the one for silos and the one for clients.</summary>
internal sealed record BenchPorts(int[] Numbers)
{
    public int Silos => Numbers.Length / 2;

    /// <summary>Ports that nobody has now.</summary>
    public static BenchPorts Free(int silos)
    {
        var listeners = Enumerable.Range(0, silos * 2).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToArray();
        foreach (var listener in listeners)
        {
            listener.Start();
        }

        var numbers = listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port).ToArray();
        foreach (var listener in listeners)
        {
            listener.Dispose();
        }

        return new BenchPorts(numbers);
    }

    public static BenchPorts Parse(string text) => new([.. text.Split(',').Select(number => int.Parse(number, CultureInfo.InvariantCulture))]);

    public (int Silo, int Clients) Of(int silo) => (Numbers[2 * silo], Numbers[(2 * silo) + 1]);

    public override string ToString() => string.Join(',', Numbers);
}
