using System.Buffers;
using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using NetMesh.Contracts.Names;
using NetMesh.Gateways.Dns;
using NetMesh.Gateways.Tests.Transport;
using NetMesh.Gateways.Transport;
using NetMesh.Planet;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Dns.Messages;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;

namespace NetMesh.Gateways.Tests.Dns;

public sealed class NameGatewayTests
{
    private static readonly DomainName Name = DomainName.Parse("www.netcinema.com.");

    [Fact]
    public async Task A_question_reaches_the_server_that_was_called_over_both_transports()
    {
        await using var fixture = await StartAsync();
        using var udp = Udp();
        Send(udp, fixture, Bytes(7));
        Assert.Equal((7, Name), await IdAndNameAsync(udp));

        using var tcp = await TestPlanet.DialAsync(TestPlanet.Second, fixture.NamePort);
        await tcp.SendAsync(Framed(Bytes(8)));
        Assert.Equal((8, Name), IdAndName(await ReadAsync(tcp)));
        Assert.Equal([7, 8], fixture.Grains.Names.Asked.Select(asked => (int)asked.Id));
    }

    [Fact]
    public async Task Answers_on_a_connection_leave_as_they_come()
    {
        await using var fixture = await StartAsync();
        var first = new TaskCompletionSource();
        fixture.Grains.Names.Holds = first.Task;
        using var tcp = await TestPlanet.DialAsync(TestPlanet.Second, fixture.NamePort);

        // Byte by byte, so that no message comes as one piece.
        foreach (var octet in (byte[])[.. Framed(Bytes(1)), .. Framed(Bytes(2))])
        {
            await tcp.SendAsync(new[] { octet });
        }

        Assert.Equal((2, Name), IdAndName(await ReadAsync(tcp)));
        first.SetResult();
        Assert.Equal((1, Name), IdAndName(await ReadAsync(tcp)));
    }

    [Fact]
    public async Task What_was_asked_before_the_client_closed_its_side_is_answered()
    {
        await using var fixture = await StartAsync();
        using var tcp = await TestPlanet.DialAsync(TestPlanet.Second, fixture.NamePort);
        await tcp.SendAsync(Framed(Bytes(3)));
        tcp.Shutdown(SocketShutdown.Send);
        var (bytes, reset) = await tcp.ReadToEndAsync();
        Assert.False(reset);
        Assert.Equal((3, Name), IdAndName(bytes[2..]));
    }

    [Fact]
    public async Task A_client_that_closed_its_side_before_anybody_read_its_questions_is_answered()
    {
        await using var fixture = await StartAsync();
        using var metrics = new GatewayMetrics(fixture.Map);
        await using var client = new PipedClient(new EnteredConnection(
            new Endpoint(TestPlanet.Client, 5), new Endpoint(TestPlanet.Second, fixture.NamePort), metrics.Of(NameTcpGateway.Protocol, "eu-west")));

        // What Kestrel shows of a client that asks twice and closes its side at once: the bytes, their end, and a closed connection.
        await client.Says.WriteAsync((byte[])[.. Framed(Bytes(3)), .. Framed(Bytes(4))]);
        await client.Says.CompleteAsync();
        client.Connection.ConnectionClosed = new CancellationToken(canceled: true);
        var trips = new RoundTrips(fixture.Network.Network, fixture.Time);
        var names = new NameGateway(fixture.Grains.Factory, trips, fixture.Map, new NameShelf(), [], fixture.Time);
        await new NameTcpGateway(names, trips, new StreamLimits(), fixture.Time).RunAsync(client.Connection).WaitAsync(TestPlanet.Patience);
        Assert.Equal([3, 4], fixture.Grains.Names.Asked.Select(asked => (int)asked.Id));
        var answers = (await client.Hears.ReadAsync()).Buffer;
        Assert.Equal((3, Name), IdAndName(answers.Slice(2, (answers.Length / 2) - 2).ToArray()));
    }

    [Fact]
    public async Task An_answer_that_no_datagram_holds_says_so_and_comes_whole_over_a_connection()
    {
        await using var fixture = await StartAsync();
        fixture.Grains.Names.Answers = [.. Enumerable.Range(0, 100).Select(i => new ResourceRecord(Name, 60, RecordData.Of(new IPv4Address(10, 0, 0, (byte)i))))];
        using var udp = Udp();
        Send(udp, fixture, Bytes(4));
        var answer = DnsReader.Read(await ReceiveAsync(udp)).Value!;
        Assert.True(answer.Flags.HasFlag(MessageFlags.Truncated));
        Assert.Empty(answer.Answers);

        using var tcp = await TestPlanet.DialAsync(TestPlanet.Second, fixture.NamePort);
        await tcp.SendAsync(Framed(Bytes(5)));
        Assert.Equal(100, DnsReader.Read(await ReadAsync(tcp)).Value!.Answers.Length);
    }

    [Fact]
    public async Task Garbage_is_complained_about_and_answers_are_not_answered()
    {
        await using var fixture = await StartAsync();
        using var counted = new MetricsListener("dns-udp", fixture.Map);
        using var udp = Udp();
        Send(udp, fixture, [1, 2, 3]);
        Send(udp, fixture, [0, 9, 0x80, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
        Send(udp, fixture, [0, 9, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0]);
        var complaint = DnsReader.Read(await ReceiveAsync(udp)).Value!;
        Assert.Equal((9, ResponseCode.FormErr, true), (complaint.Id, complaint.Code, complaint.IsResponse));
        Assert.Equal(3, counted.Sum("netmesh_gateway_refusals", RefusalReasons.Garbage));
        Assert.Equal(0, udp.Available);
        Assert.Empty(fixture.Grains.Names.Asked);
    }

    [Fact]
    public async Task A_connection_that_says_nothing_ends()
    {
        await using var fixture = await StartAsync();
        using var counted = new MetricsListener("dns-tcp", fixture.Map);
        using var tcp = await TestPlanet.DialAsync(TestPlanet.Second, fixture.NamePort);
        await tcp.SendAsync(new byte[] { 0 });
        Assert.True(SpinWait.SpinUntil(() => fixture.Time.Waiting > 0, TestPlanet.Patience));
        fixture.Time.Move(TimeSpan.FromSeconds(10));
        Assert.Empty((await tcp.ReadToEndAsync()).Bytes);
        Assert.Equal(1, counted.Sum("netmesh_gateway_refusals", RefusalReasons.IdleTime));
    }

    [Fact]
    public async Task A_server_that_fails_leaves_a_datagram_unanswered_and_ends_a_connection()
    {
        await using var fixture = await StartAsync();
        using var counted = new MetricsListener("dns-udp", fixture.Map);
        fixture.Grains.Names.Fails = new TimeoutException();
        using var udp = Udp();
        Send(udp, fixture, Bytes(6));
        using var tcp = await TestPlanet.DialAsync(TestPlanet.Second, fixture.NamePort);
        await tcp.SendAsync(Framed(Bytes(6)));
        Assert.Empty((await tcp.ReadToEndAsync()).Bytes);
        Assert.True(SpinWait.SpinUntil(() => counted.Sum("netmesh_gateway_refusals", RefusalReasons.Failed) > 0, TestPlanet.Patience));
        Assert.Equal(0, udp.Available);
    }

    [Fact]
    public async Task A_planet_without_a_name_server_leaves_the_port_alone()
    {
        await using var fixture = await GatewayFixture.StartAsync();
        Assert.DoesNotContain(GatewayCatalog.Of(fixture.Map, GatewayFixture.FreePorts, encrypts: true), entry => entry.IsWhereTheWorldHasIt);
    }

    [Fact]
    public async Task A_far_client_waits_for_the_way_there_and_back()
    {
        await using var fixture = await GatewayFixture.StartAsync(network: new NetworkOptions(), nameServer: TestPlanet.Second);
        using var udp = Udp(TestPlanet.First);
        Send(udp, fixture, Bytes(7));
        Assert.True(SpinWait.SpinUntil(() => fixture.Time.Waiting == 1, TestPlanet.Patience));
        Assert.Empty(fixture.Grains.Names.Asked);
        fixture.Time.Move(fixture.Network.Network.OneWayDelay(TestPlanet.First, TestPlanet.Second, Bytes(7).Length));
        Assert.True(SpinWait.SpinUntil(() => fixture.Time.Waiting == 1, TestPlanet.Patience));
        Assert.Single(fixture.Grains.Names.Asked);
        Assert.Equal(0, udp.Available);
        fixture.Time.Move(TimeSpan.FromSeconds(1));
        Assert.Equal((7, Name), await IdAndNameAsync(udp));
    }

    private static Task<GatewayFixture> StartAsync() => GatewayFixture.StartAsync(nameServer: TestPlanet.Second);

    internal static byte[] Bytes(ushort id) => DnsWriter.Write(new DnsMessage { Id = id, Question = new Question(Name, RecordType.A) });

    internal static byte[] Framed(byte[] message)
    {
        var framed = new byte[2 + message.Length];
        BinaryPrimitives.WriteUInt16BigEndian(framed, (ushort)message.Length);
        message.CopyTo(framed, 2);
        return framed;
    }

    private static Socket Udp(IPv4Address? from = null)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint((from ?? TestPlanet.Client).ToIPAddress(), 0));
        return socket;
    }

    private static void Send(Socket socket, GatewayFixture fixture, byte[] bytes) =>
        socket.SendTo(bytes, new IPEndPoint(TestPlanet.Second.ToIPAddress(), fixture.NamePort));

    private static async Task<byte[]> ReceiveAsync(Socket socket)
    {
        using var patience = new CancellationTokenSource(TestPlanet.Patience);
        var buffer = new byte[4096];
        return buffer[..await socket.ReceiveAsync(buffer, patience.Token)];
    }

    internal static async Task<byte[]> ReadAsync(Socket socket)
    {
        await using var stream = new NetworkStream(socket);
        return await EncryptedNames.ReadAsync(stream);
    }

    private static async Task<(int Id, DomainName Name)> IdAndNameAsync(Socket socket) => IdAndName(await ReceiveAsync(socket));

    private static (int Id, DomainName Name) IdAndName(byte[] bytes)
    {
        var answer = DnsReader.Read(bytes).Value!;
        return (answer.Id, answer.Question!.Name);
    }
}
