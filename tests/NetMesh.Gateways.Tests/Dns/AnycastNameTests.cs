using System.Net;
using System.Net.Sockets;
using System.Text;
using NetMesh.Contracts.Hosts;
using NetMesh.Planet.Hosts;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Dns.Messages;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;
using NetMesh.Testing;

namespace NetMesh.Gateways.Tests.Dns;

public sealed class AnycastNameTests
{
    private static readonly IPv4Address Shared = IPv4Address.Parse("127.1.0.7");
    private static readonly IPv4Address EastClient = IPv4Address.Parse("127.16.0.99");
    private static readonly DnsMessage Query =
        new() { Id = 5, Question = new Question(DomainName.Parse("com."), RecordType.NS), Edns = new Edns(1232, Options: [new EdnsOption(EdnsOptionCode.NameServerId, [])]) };

    [Fact]
    public async Task A_client_is_answered_by_the_site_near_it_from_the_address_that_it_asked()
    {
        await using var fixture = await StartAsync(new GatewayOptions());
        Assert.Equal("dns-east", await AskAsync(fixture, EastClient));
        Assert.Equal("dns", await AskAsync(fixture, TestPlanet.Client));
        fixture.Network.Network.Faults.TakeDown(TestPlanet.First);
        Assert.Equal("dns", await AskAsync(fixture, EastClient));
    }

    [Fact]
    public async Task So_it_is_over_connections_and_the_certificate_is_for_that_address()
    {
        using var folder = new TemporaryFolder();
        await using var fixture = await StartAsync(new GatewayOptions { AuthorityFolder = folder.Path });
        using var tcp = await TestPlanet.DialAsync(Shared, fixture.NamePort, EastClient);
        await using var stream = new NetworkStream(tcp);
        await stream.WriteAsync(NameGatewayTests.Framed(DnsWriter.Write(Query)));
        Assert.Equal("dns-east", ServerIn(await EncryptedNames.ReadAsync(stream)));

        await using var tls = await EncryptedNames.EncryptAsync(folder.Path, fixture, Shared, await TestPlanet.DialAsync(Shared, fixture.NameTlsPort), "dot");
        await tls.WriteAsync(NameGatewayTests.Framed(DnsWriter.Write(Query)));
        Assert.Equal("dns", ServerIn(await EncryptedNames.ReadAsync(tls)));
    }

    private static async Task<GatewayFixture> StartAsync(GatewayOptions options)
    {
        var fixture = await GatewayFixture.StartAsync(options, nameServer: TestPlanet.Second, anycast: Shared);
        fixture.Map.AddHost(new Host("dns-east", TestPlanet.First, fixture.Map.Regions[0], AccessLink.Unlimited) { Anycast = [Shared] });
        fixture.Map.Listen(new Endpoint(TestPlanet.First, fixture.NamePort), new Service(ServiceNames.NameServer));
        return fixture;
    }

    private static async Task<string> AskAsync(GatewayFixture fixture, IPv4Address client)
    {
        using var patience = new CancellationTokenSource(TestPlanet.Patience);
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(client.ToIPAddress(), 0));
        await socket.ConnectAsync(new IPEndPoint(Shared.ToIPAddress(), fixture.NamePort));
        var buffer = new byte[4096];
        await socket.SendAsync(DnsWriter.Write(Query));
        return ServerIn(buffer.AsSpan(0, await socket.ReceiveAsync(buffer, patience.Token)));
    }

    private static string ServerIn(ReadOnlySpan<byte> answer) =>
        Encoding.UTF8.GetString(DnsReader.Read(answer).Value!.Edns!.Options.Single(option => option.Code == EdnsOptionCode.NameServerId).Data.AsSpan());
}
