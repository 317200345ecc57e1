using System.Net;
using System.Net.Sockets;
using NetMesh.Planet.Hosts;
using NetMesh.Planet.Regions;
using NetMesh.Protocols.Addressing;

namespace NetMesh.Gateways.Tests;

/// <summary>Two regions on the loopback network, and clients that stand in them.</summary>
internal static class TestPlanet
{
    /// <summary>How long a test waits for what must come. Long: waiting ends when it comes, and the machine may be busy.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public static readonly IPv4Address First = IPv4Address.Parse("127.16.0.5");
    public static readonly IPv4Address Second = IPv4Address.Parse("127.17.3.7");
    public static readonly IPv4Address Client = IPv4Address.Parse("127.17.0.99");

    private static readonly Region[] Regions =
    [
        new Region("us-east", 39, -77.5, AddressPrefix.Parse("127.16.0.0/16")),
        new Region("eu-west", 53.3, -6.3, AddressPrefix.Parse("127.17.0.0/16")),
    ];

    public static PlanetMap Map() => new(Regions);

    /// <summary>A planet that carries one region; the other is abroad.</summary>
    public static PlanetMap MapOf(string carried) => new(Regions, carried: [.. Regions.Where(region => region.Label == carried)]);

    /// <summary>A real client's connection.</summary>
    public static async Task<Socket> DialAsync(IPv4Address to, ushort port, IPv4Address? from = null)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint((from ?? Client).ToIPAddress(), 0));
        using var patience = new CancellationTokenSource(Patience);
        await socket.ConnectAsync(new IPEndPoint(to.ToIPAddress(), port), patience.Token);
        return socket;
    }

    /// <summary>Whether a connection is turned away with a reset, which a fast one may learn before its dial has returned.</summary>
    public static async Task<bool> IsTurnedAwayAsync(IPv4Address to, ushort port)
    {
        try
        {
            using var socket = await DialAsync(to, port);
            return (await socket.ReadToEndAsync()).Reset;
        }
        catch (SocketException error)
        {
            return error.SocketErrorCode == SocketError.ConnectionReset;
        }
    }

    /// <summary>Reads until the other side closes or resets; the bytes, and whether it was a reset.</summary>
    public static async Task<(byte[] Bytes, bool Reset)> ReadToEndAsync(this Socket socket)
    {
        using var patience = new CancellationTokenSource(Patience);
        var all = new MemoryStream();
        var buffer = new byte[64 * 1024];
        try
        {
            while (await socket.ReceiveAsync(buffer, patience.Token) is var length and > 0)
            {
                all.Write(buffer, 0, length);
            }

            return (all.ToArray(), false);
        }
        catch (SocketException)
        {
            return (all.ToArray(), true);
        }
    }

    /// <summary>Reads exactly this many bytes.</summary>
    public static async Task<byte[]> ReadExactlyAsync(this Socket socket, int count)
    {
        using var patience = new CancellationTokenSource(Patience);
        var bytes = new byte[count];
        for (var had = 0; had < count;)
        {
            var length = await socket.ReceiveAsync(bytes.AsMemory(had), patience.Token);
            Assert.True(length > 0, $"the connection ended after {had} of {count} bytes");
            had += length;
        }

        return bytes;
    }
}
