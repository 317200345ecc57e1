using System.Net;
using System.Net.Sockets;
using NetMesh.Gateways.Tests.Transport;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Dns.Cookies;
using NetMesh.Protocols.Dns.Messages;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;

namespace NetMesh.Gateways.Tests.Dns;

public sealed class NameExtensionTests
{
    private const int Rate = 5;

    private static readonly EdnsOption Cookie = new DnsCookie([1, 2, 3, 4, 5, 6, 7, 8], []).ToOption();
    private static readonly EdnsOption Padding = new(EdnsOptionCode.Padding, []);

    [Fact]
    public async Task A_client_with_a_cookie_gets_the_servers_and_is_answered_as_often_as_it_asks()
    {
        await using var fixture = await GatewayFixture.StartAsync(new GatewayOptions { NamesPerSecond = Rate }, nameServer: TestPlanet.Second);
        using var counted = new MetricsListener("dns-udp", fixture.Map);
        using var client = new Asker(fixture);
        var given = DnsCookie.TryRead(Option(await client.AskAsync(Query(Cookie)), EdnsOptionCode.Cookie)!.Data)!;
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], given.Client.ToArray());
        Assert.Equal(16, given.Server.Length);
        for (var i = 0; i < 4 * Rate; i++)
        {
            Assert.Equal(ResponseCode.NoError, (await client.AskAsync(Query(given.ToOption()))).Code);
        }

        Assert.Equal(0, counted.Sum("netmesh_names_limited"));
    }

    [Fact]
    public async Task Who_asks_too_fast_is_told_to_come_over_a_connection_or_with_a_cookie()
    {
        await using var fixture = await GatewayFixture.StartAsync(new GatewayOptions { NamesPerSecond = Rate }, nameServer: TestPlanet.Second);
        fixture.Grains.Names.Answers = [new ResourceRecord(DomainName.Parse("www.netcinema.com."), 60, RecordData.Of(TestPlanet.First))];
        using var counted = new MetricsListener("dns-udp", fixture.Map);
        using var client = new Asker(fixture);
        for (var i = 0; i < Rate; i++)
        {
            Assert.Single((await client.AskAsync(Query())).Answers);
        }

        // One is dropped, the next says only that it is truncated.
        client.Send(Query());
        var slipped = await client.AskAsync(Query());
        Assert.Equal((ResponseCode.NoError, true, 0), (slipped.Code, slipped.Flags.HasFlag(MessageFlags.Truncated), slipped.Answers.Length));

        client.Send(Query(Cookie));
        var refused = await client.AskAsync(Query(Cookie));
        Assert.Equal((ResponseCode.BadCookie, false), (refused.Code, refused.Flags.HasFlag(MessageFlags.Truncated)));
        var whole = await client.AskAsync(Query(Option(refused, EdnsOptionCode.Cookie)!));
        Assert.Single(whole.Answers);
        Assert.Equal((2, 2), (counted.Sum("netmesh_names_limited", "outcome=dropped"), counted.Sum("netmesh_names_limited", "outcome=slipped")));

        using var tcp = await TestPlanet.DialAsync(TestPlanet.Second, fixture.NamePort);
        await using var stream = new NetworkStream(tcp);
        for (var i = 0; i < 2 * Rate; i++)
        {
            await stream.WriteAsync(NameGatewayTests.Framed(DnsWriter.Write(Query())));
            Assert.Single(DnsReader.Read(await EncryptedNames.ReadAsync(stream)).Value!.Answers);
        }
    }

    [Fact]
    public async Task Without_a_bound_everybody_is_answered_as_often_as_it_asks()
    {
        await using var fixture = await GatewayFixture.StartAsync(new GatewayOptions { NamesPerSecond = 0 }, nameServer: TestPlanet.Second);
        using var client = new Asker(fixture);
        for (var i = 0; i < 300; i++)
        {
            Assert.False((await client.AskAsync(Query())).Flags.HasFlag(MessageFlags.Truncated));
        }
    }

    [Fact]
    public async Task Who_asks_for_nothing_but_a_cookie_gets_one()
    {
        await using var fixture = await GatewayFixture.StartAsync(nameServer: TestPlanet.Second);
        using var client = new Asker(fixture);
        var answer = await client.AskAsync(new DnsMessage { Id = 3, Edns = new Edns(1232, Options: [Cookie]) });
        Assert.Equal((3, ResponseCode.NoError, 24), (answer.Id, answer.Code, Option(answer, EdnsOptionCode.Cookie)!.Data.Length));
        Assert.Empty(fixture.Grains.Names.Asked);
    }

    [Fact]
    public async Task A_malformed_option_is_a_format_error_and_an_unknown_one_is_nothing()
    {
        await using var fixture = await GatewayFixture.StartAsync(nameServer: TestPlanet.Second);
        using var client = new Asker(fixture);
        var complaint = await client.AskAsync(Query(new EdnsOption(EdnsOptionCode.Cookie, [1, 2, 3])));
        Assert.Equal((ResponseCode.FormErr, true), (complaint.Code, complaint.Edns is not null));
        Assert.Empty(fixture.Grains.Names.Asked);
        Assert.Empty((await client.AskAsync(Query(new EdnsOption((EdnsOptionCode)65001, [1])))).Edns!.Options);
    }

    [Fact]
    public async Task An_answer_for_everybody_says_so_to_who_asks_for_a_network()
    {
        await using var fixture = await GatewayFixture.StartAsync(nameServer: TestPlanet.Second);
        using var client = new Asker(fixture);
        var subnet = new ClientSubnet(1, 16, 0, [127, 16]).ToOption();
        Assert.Equal(subnet.Data.ToArray(), Option(await client.AskAsync(Query(subnet)), EdnsOptionCode.ClientSubnet)!.Data.ToArray());
        Assert.Equal(subnet.Data.ToArray(), Option(fixture.Grains.Names.Asked.Last(), EdnsOptionCode.ClientSubnet)!.Data.ToArray());
    }

    [Fact]
    public async Task Only_what_is_encrypted_is_padded_and_only_when_it_is_asked_for()
    {
        await using var names = await EncryptedNames.StartAsync();
        await using var tls = await names.DialAsync("dot");
        Assert.Equal(468, (await AskAsync(tls, Query(Padding))).Length);
        Assert.NotEqual(468, (await AskAsync(tls, Query())).Length);

        using var client = new Asker(names.Planet);
        Assert.Null(Option(await client.AskAsync(Query(Padding)), EdnsOptionCode.Padding));
    }

    [Fact]
    public async Task A_connection_is_told_how_long_it_may_be_kept()
    {
        await using var names = await EncryptedNames.StartAsync();
        await using var tls = await names.DialAsync("dot");
        var keepAlive = new EdnsOption(EdnsOptionCode.KeepAlive, []);
        Assert.Equal([0, 100], Option(DnsReader.Read(await AskAsync(tls, Query(keepAlive))).Value!, EdnsOptionCode.KeepAlive)!.Data.ToArray());

        using var client = new Asker(names.Planet);
        Assert.Null(Option(await client.AskAsync(Query(keepAlive)), EdnsOptionCode.KeepAlive));
    }

    private static DnsMessage Query(params EdnsOption[] options) =>
        new() { Id = 5, Question = new Question(DomainName.Parse("www.netcinema.com."), RecordType.A), Edns = new Edns(1232, Options: [.. options]) };

    private static EdnsOption? Option(DnsMessage message, EdnsOptionCode code) => message.Edns!.Options.SingleOrDefault(option => option.Code == code);

    private static async Task<byte[]> AskAsync(Stream stream, DnsMessage query)
    {
        await stream.WriteAsync(NameGatewayTests.Framed(DnsWriter.Write(query)));
        return await EncryptedNames.ReadAsync(stream);
    }

    private sealed class Asker : IDisposable
    {
        private readonly Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);

        public Asker(GatewayFixture fixture)
        {
            socket.Bind(new IPEndPoint(TestPlanet.Client.ToIPAddress(), 0));
            socket.Connect(new IPEndPoint(TestPlanet.Second.ToIPAddress(), fixture.NamePort));
        }

        public void Send(DnsMessage query) => socket.Send(DnsWriter.Write(query));

        public async Task<DnsMessage> AskAsync(DnsMessage query)
        {
            using var patience = new CancellationTokenSource(TestPlanet.Patience);
            var buffer = new byte[4096];
            Send(query);
            return DnsReader.Read(buffer.AsSpan(0, await socket.ReceiveAsync(buffer, patience.Token))).Value!;
        }

        public void Dispose() => socket.Dispose();
    }
}
