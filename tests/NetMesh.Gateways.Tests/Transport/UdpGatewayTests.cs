using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using NetMesh.Gateways.Transport;
using NetMesh.Protocols.Addressing;

namespace NetMesh.Gateways.Tests.Transport;

public sealed class UdpGatewayTests : IDisposable
{
    private readonly GatewayMetrics metrics = new();
    private UdpGateway? gateway;

    [Theory]
    [InlineData(DatagramDrive.Batched)]
    [InlineData(DatagramDrive.Plain)]
    public async Task An_answer_leaves_from_the_address_that_was_asked(DatagramDrive drive)
    {
        Open(drive, new Handler((from, to, datagram, answers) => answers.Send(to, from, datagram)));
        using var client = Client();
        foreach (var host in new[] { TestPlanet.First, TestPlanet.Second, TestPlanet.First })
        {
            Assert.Equal((host.ToString(), "hello"), await AskAsync(client, host, "hello"));
        }
    }

    [Theory]
    [InlineData(DatagramDrive.Batched)]
    [InlineData(DatagramDrive.Plain)]
    public async Task An_answer_given_later_from_another_thread_arrives(DatagramDrive drive)
    {
        var asked = new BlockingCollection<(Endpoint From, Endpoint To)>();
        Open(drive, new Handler((from, to, _, _) => asked.Add((from, to))));
        using var client = Client();
        client.SendTo("?"u8, new IPEndPoint(TestPlanet.Second.ToIPAddress(), gateway!.Port));
        Assert.True(asked.TryTake(out var question, TestPlanet.Patience));
        gateway.Send(question.To, question.From, "later"u8);
        Assert.Equal((TestPlanet.Second.ToString(), "later"), await ReceiveAsync(client));
    }

    [Theory]
    [InlineData(DatagramDrive.Batched)]
    [InlineData(DatagramDrive.Plain)]
    public async Task Every_one_of_many_datagrams_is_answered_once(DatagramDrive drive)
    {
        Open(drive, new Handler((from, to, datagram, answers) => answers.Send(to, from, datagram)));
        using var client = Client();
        client.ReceiveBufferSize = 4 << 20;
        const int Rounds = 100;

        // As many as a socket's usual buffer holds even where the system charges a kibibyte and a half for the shortest datagram: nothing else may lose one.
        const int Each = 100;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var round = 0; round < Rounds; round++)
        {
            for (var i = 0; i < Each; i++)
            {
                client.SendTo(Encoding.ASCII.GetBytes($"{round}/{i}"), new IPEndPoint(TestPlanet.First.ToIPAddress(), gateway!.Port));
            }

            for (var i = 0; i < Each; i++)
            {
                Assert.True(seen.Add((await ReceiveAsync(client)).Text));
            }
        }

        Assert.Equal(Rounds * Each, seen.Count);
    }

    [Theory]
    [InlineData(DatagramDrive.Batched)]
    [InlineData(DatagramDrive.Plain)]
    public async Task A_handler_that_fails_fails_for_one_datagram_only(DatagramDrive drive)
    {
        Open(drive, new Handler((from, to, datagram, answers) =>
        {
            if (datagram[0] == (byte)'!')
            {
                throw new InvalidOperationException("as asked");
            }

            answers.Send(to, from, datagram);
        }));
        using var client = Client();
        client.SendTo("!"u8, new IPEndPoint(TestPlanet.First.ToIPAddress(), gateway!.Port));
        Assert.Equal("still there", (await AskAsync(client, TestPlanet.First, "still there")).Text);
    }

    [Theory]
    [InlineData(DatagramDrive.Batched)]
    [InlineData(DatagramDrive.Plain)]
    public async Task A_datagram_too_long_is_dropped_whole(DatagramDrive drive)
    {
        Open(drive, new Handler((from, to, datagram, answers) => answers.Send(to, from, Encoding.ASCII.GetBytes($"{datagram.Length}"))));
        using var client = Client();
        client.SendTo(new byte[UdpGateway.MaxLength + 1], new IPEndPoint(TestPlanet.First.ToIPAddress(), gateway!.Port));
        client.SendTo(new byte[UdpGateway.MaxLength], new IPEndPoint(TestPlanet.First.ToIPAddress(), gateway!.Port));
        Assert.Equal($"{UdpGateway.MaxLength}", (await ReceiveAsync(client)).Text);
    }

    [Theory]
    [InlineData(DatagramDrive.Batched)]
    [InlineData(DatagramDrive.Plain)]
    public void A_port_in_use_is_one_clear_line(DatagramDrive drive)
    {
        using var other = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        other.Bind(new IPEndPoint(IPAddress.Any, 0));
        var port = (ushort)((IPEndPoint)other.LocalEndPoint!).Port;
        var handler = new Handler((_, _, _, _) => { });
        var error = Assert.Throws<GatewayError>(() => UdpGateway.Open(port, "UDP tracker", "test", handler, [TestPlanet.First], metrics, drive));
        Assert.Contains($"UDP tracker: port {port} is in use", error.Message, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        gateway?.Dispose();
        metrics.Dispose();
    }

    private static Socket Client()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(TestPlanet.Client.ToIPAddress(), 0));
        return socket;
    }

    private void Open(DatagramDrive drive, IDatagramHandler handler)
    {
        gateway = UdpGateway.Open(0, "test", "test", handler, [TestPlanet.First, TestPlanet.Second], metrics, drive);
        gateway.Start();
    }

    private async Task<(string From, string Text)> AskAsync(Socket client, IPv4Address host, string text)
    {
        client.SendTo(Encoding.ASCII.GetBytes(text), new IPEndPoint(host.ToIPAddress(), gateway!.Port));
        return await ReceiveAsync(client);
    }

    private static async Task<(string From, string Text)> ReceiveAsync(Socket client)
    {
        using var patience = new CancellationTokenSource(TestPlanet.Patience);
        var buffer = new byte[8192];
        var received = await client.ReceiveFromAsync(buffer, new IPEndPoint(IPAddress.Any, 0), patience.Token);
        return (((IPEndPoint)received.RemoteEndPoint).Address.ToString(), Encoding.ASCII.GetString(buffer, 0, received.ReceivedBytes));
    }

    private delegate void Receiver(Endpoint from, Endpoint to, ReadOnlySpan<byte> datagram, IDatagramSender answers);

    private sealed class Handler(Receiver receiver) : IDatagramHandler
    {
        public void Receive(Endpoint from, Endpoint to, ReadOnlySpan<byte> datagram, IDatagramSender answers) =>
            receiver(from, to, datagram, answers);
    }
}
