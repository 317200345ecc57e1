using System.Net;
using System.Net.Sockets;
using System.Text;
using NetMesh.Contracts.Hosts;
using NetMesh.Gateways.Tests.BitTorrent;
using NetMesh.Gateways.Tests.Transport;
using NetMesh.Gateways.Transport;
using NetMesh.Planet;
using NetMesh.Planet.Hosts;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;
using NetMesh.Protocols.BitTorrent.PeerWire;
using NetMesh.Protocols.Wire;

namespace NetMesh.Gateways.Tests.Proxies;

public sealed class ProxyGatewayTests
{
    private const string Announce =
        "/announce?info_hash=%00%01%02%03%04%05%06%07%08%09%0a%0b%0c%0d%0e%0f%10%11%12%13&peer_id=aaaaaaaaaaaaaaaaaaaa&port=7000&left=1&uploaded=0&downloaded=0&compact=1";

    private static readonly IPv4Address InEurope = IPv4Address.Parse("127.17.0.64");

    [Theory]
    [InlineData("socks5", "tracker", true)]
    [InlineData("socks5", "127.16.0.5", false)]
    [InlineData("http", "tracker", false)]
    [InlineData("http", "127.16.0.5", true)]
    public async Task A_tracker_is_asked_from_the_proxys_region_by_name_or_address_on_either_port(string protocol, string host, bool byWellKnownPort)
    {
        await using var fixture = await StartAsync();
        using var client = Through(fixture, protocol);
        var port = byWellKnownPort ? ServiceNames.TrackerPort : fixture.TrackerPort;
        for (var i = 0; i < 2; i++)
        {
            var body = await client.GetByteArrayAsync(new Uri($"http://{host}:{port}{Announce}"));
            Assert.StartsWith("d8:completei1e10:incompletei2e8:intervali120e5:peers6:", Encoding.Latin1.GetString(body), StringComparison.Ordinal);
        }

        Assert.All(fixture.Grains.All[TestPlanet.First.ToString()].Announced, announced => Assert.Equal(new Endpoint(InEurope, 7000), announced.Peer));
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync(new Uri($"http://{host}:{port}/"))).StatusCode);
    }

    [Fact]
    public async Task A_peer_is_called_through_a_tunnel_and_hears_from_the_proxys_address()
    {
        await using var fixture = await StartAsync();
        var program = fixture.ServePeer((net, end, frame) =>
        {
            if (frame.Message is Handshake hello)
            {
                net.Send(end, hello);
            }
        });
        using var tunnel = await TunnelAsync(fixture, $"{TestPlanet.First}:{ServiceNames.PeerPort}");
        using var client = new PeerWireClient(tunnel);
        await client.SendAsync(PeerWireClient.Hello);
        Assert.IsType<Handshake>(await client.ReadAsync());
        var dialled = Assert.IsType<Dialled>((await program.HearAsync(frame => frame.Kind == FrameKind.Opened)).Message);
        Assert.Equal(InEurope, dialled.From.Address);
    }

    [Fact]
    public async Task Who_speaks_to_a_peer_in_another_protocol_is_cut_off()
    {
        await using var fixture = await StartAsync();
        fixture.ServePeer();
        using var counted = new MetricsListener("proxy", fixture.Map);
        using var client = await ConnectAsync(fixture);
        await client.SendAsync(Encoding.ASCII.GetBytes($"GET http://{TestPlanet.First}:{ServiceNames.PeerPort}/ HTTP/1.1\r\n\r\n"));
        Assert.True((await client.ReadToEndAsync()).Reset);
        await fixture.Gateways.StopAsync();
        Assert.Equal((1, 0), (counted.Sum("netmesh_gateway_refusals", "reason=garbage"), counted.Sum("netmesh_gateway_refusals", "reason=failed")));
    }

    [Theory]
    [InlineData("127.16.0.5:80", "connection_refused")]
    [InlineData("127.17.3.7:6969", "connection_refused")]
    [InlineData("10.0.0.1:6969", "destination_ip_prohibited")]
    [InlineData("127.0.0.1:PROXY", "destination_ip_prohibited")]
    [InlineData("localhost:6969", "dns_error")]
    [InlineData("www.example.com:80", "dns_error")]
    [InlineData("[::1]:6969", "destination_ip_unroutable")]
    public async Task What_is_not_on_the_planet_is_not_called(string target, string error)
    {
        await using var fixture = await StartAsync();
        using var counted = new MetricsListener("proxy", fixture.Map);
        using var client = await ConnectAsync(fixture);
        await client.SendAsync(Encoding.ASCII.GetBytes($"CONNECT {target.Replace("PROXY", $"{ProxyOf(fixture).Port}", StringComparison.Ordinal)} HTTP/1.1\r\n\r\n"));
        var answer = Encoding.UTF8.GetString((await client.ReadToEndAsync()).Bytes);
        Assert.StartsWith("HTTP/1.1 502 Bad Gateway\r\n", answer, StringComparison.Ordinal);
        Assert.Contains($"error={error}\r\n", answer, StringComparison.Ordinal);
        Assert.Equal(1, counted.Sum("netmesh_gateway_refusals", "region=eu-west"));
    }

    [Fact]
    public async Task This_machines_own_servers_are_not_on_the_planet_although_they_listen_at_its_addresses()
    {
        await using var fixture = await StartAsync();
        using var server = new TcpListener(IPAddress.Any, 0);
        server.Start();
        using var client = await ConnectAsync(fixture);
        await client.SendAsync(Encoding.ASCII.GetBytes($"CONNECT 127.17.3.7:{((IPEndPoint)server.LocalEndpoint).Port} HTTP/1.1\r\n\r\n"));
        Assert.Contains("error=connection_refused", Encoding.UTF8.GetString((await client.ReadToEndAsync()).Bytes), StringComparison.Ordinal);
        Assert.False(server.Pending());
    }

    [Theory]
    [InlineData("peer")]
    [InlineData("tracker")]
    public async Task A_host_without_power_is_unreachable(string service)
    {
        await using var fixture = await StartAsync(network: new NetworkOptions { DialTimeout = TimeSpan.FromMilliseconds(50) });
        if (service == "peer")
        {
            fixture.ServePeer();
        }

        fixture.Network.Network.Faults.TakeDown(TestPlanet.First);
        using var counted = new MetricsListener("proxy", fixture.Map);
        using var client = await ConnectAsync(fixture);
        await client.SendAsync(Encoding.ASCII.GetBytes($"CONNECT {TestPlanet.First}:{(service == "peer" ? ServiceNames.PeerPort : ServiceNames.TrackerPort)} HTTP/1.1\r\n\r\n"));
        var answer = client.ReadToEndAsync();
        while (!answer.IsCompleted)
        {
            // Only once it is known whom it calls: until then time would run out for that.
            await Task.Yield();
            fixture.Time.Move(TimeSpan.FromMilliseconds(counted.Sum("netmesh_gateway_bytes", "direction=in") > 0 ? 1 : 0));
        }

        Assert.StartsWith("HTTP/1.1 504 Gateway Timeout\r\n", Encoding.UTF8.GetString((await answer).Bytes), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("CONNECT tracker:6969 HTTP/1.1\r\n")]
    [InlineData("\u0005\u0001\u0000")]
    public async Task Who_does_not_say_what_it_wants_is_cut_off_in_time(string begun)
    {
        await using var fixture = await StartAsync();
        using var counted = new MetricsListener("proxy", fixture.Map);
        using var client = await ConnectAsync(fixture);
        await client.SendAsync(Encoding.Latin1.GetBytes(begun));
        while (counted.Sum("netmesh_gateway_connections") == 0 || fixture.Time.Waiting == 0)
        {
            await Task.Yield();
        }

        fixture.Time.Move(TimeSpan.FromSeconds(15));
        await client.ReadToEndAsync();
        Assert.Equal(1, counted.Sum("netmesh_gateway_refusals", "reason=handshake-time"));
    }

    [Fact]
    public async Task Random_bytes_end_their_connection_and_nothing_else()
    {
        await using var fixture = await StartAsync();
        using var counted = new MetricsListener("proxy", fixture.Map);
        var random = new Random(13);
        for (var i = 0; i < 100; i++)
        {
            using var hostile = await ConnectAsync(fixture);
            var garbage = new byte[random.Next(1, 3000)];
            random.NextBytes(garbage);
            garbage[0] = i % 2 == 0 ? (byte)5 : (byte)(garbage[0] | 0x80);
            await hostile.SendAsync(garbage);
            hostile.Shutdown(SocketShutdown.Send);
            await hostile.ReadToEndAsync();
        }

        Assert.True(counted.Sum("netmesh_gateway_refusals", "reason=garbage") >= 50);
        using var client = Through(fixture, "http");
        await client.GetByteArrayAsync(new Uri($"http://tracker:{fixture.TrackerPort}{Announce}"));
    }

    [Fact]
    public async Task As_many_connections_as_any_source_may_have_a_region_has()
    {
        await using var fixture = await StartAsync(new GatewayOptions { MaxConnectionsPerSource = 1 });
        using var first = await TunnelAsync(fixture, "tracker:6969");
        Assert.True(await TestPlanet.IsTurnedAwayAsync(ProxyOf(fixture).Address, ProxyOf(fixture).Port));
        using var elsewhere = await TunnelAsync(fixture, "tracker:6969", "us-east");
    }

    [Fact]
    public async Task Every_region_has_a_proxy_on_this_machines_own_address_alone()
    {
        await using var fixture = await StartAsync(new GatewayOptions { Listen = ListenScope.All });
        Assert.Equal(["us-east", "eu-west"], fixture.Gateways.Proxies.Select(proxy => proxy.Region.Label));
        Assert.All(fixture.Gateways.Proxies, proxy => Assert.Equal("127.0.0.1", proxy.At.Address.ToString()));
        await Assert.ThrowsAsync<SocketException>(() => TestPlanet.DialAsync(TestPlanet.First, ProxyOf(fixture).Port));

        await using var without = await GatewayFixture.StartAsync();
        Assert.Empty(without.Gateways.Proxies);
    }

    [Fact]
    public async Task A_name_of_no_host_is_what_the_resolver_of_the_clients_region_says()
    {
        await using var fixture = await StartAsync(nameServer: IPv4Address.Parse("127.17.0.53"));
        fixture.Grains.Names.Answers = [new ResourceRecord(DomainName.Parse("films.netcinema.com."), 60, RecordData.Of(TestPlanet.First))];
        using var client = Through(fixture, "http");
        await client.GetByteArrayAsync(new Uri($"http://films.netcinema.com:{fixture.TrackerPort}{Announce}"));
        Assert.Equal("films.netcinema.com. IN A", Assert.Single(fixture.Grains.Names.Asked).Question!.ToString());

        // There is none in the other region.
        using var elsewhere = await ConnectAsync(fixture, "us-east");
        await elsewhere.SendAsync(Encoding.ASCII.GetBytes("CONNECT films.netcinema.com:6969 HTTP/1.1\r\n\r\n"));
        Assert.Contains("error=dns_error", Encoding.UTF8.GetString((await elsewhere.ReadToEndAsync()).Bytes), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_has_entered_the_planet_is_called_by_name_in_any_protocol()
    {
        await using var fixture = await StartAsync();
        using var commands = new EnteredServer(fixture, "web", connection =>
        {
            var asked = new byte[3];
            connection.Receive(asked);
            connection.Send(Encoding.ASCII.GetBytes(Encoding.ASCII.GetString(asked).ToUpperInvariant()));
        });
        using var client = await TunnelAsync(fixture, "web:8000");
        await client.SendAsync("hey"u8.ToArray());
        Assert.Equal("HEY", Encoding.ASCII.GetString((await client.ReadToEndAsync()).Bytes));
        Assert.Equal($"{InEurope}", commands.CalledFrom);
    }

    private static async Task<GatewayFixture> StartAsync(GatewayOptions? options = null, NetworkOptions? network = null, IPv4Address? nameServer = null)
    {
        var fixture = await GatewayFixture.StartAsync((options ?? new GatewayOptions()) with { HasProxies = true }, network, nameServer: nameServer);
        fixture.Map.AddHost(new Host("tracker", TestPlanet.First, fixture.Map.RegionOf(TestPlanet.First)!, AccessLink.Unlimited));
        fixture.ServeTracker(TestPlanet.First);
        return fixture;
    }

    private static Endpoint ProxyOf(GatewayFixture fixture, string region = "eu-west") => fixture.Gateways.Proxies.Single(proxy => proxy.Region.Label == region).At;

    private static HttpClient Through(GatewayFixture fixture, string protocol) =>
        new(new SocketsHttpHandler { Proxy = new WebProxy($"{protocol}://{ProxyOf(fixture)}") }) { Timeout = TestPlanet.Patience };

    private static Task<Socket> ConnectAsync(GatewayFixture fixture, string region = "eu-west") =>
        TestPlanet.DialAsync(ProxyOf(fixture, region).Address, ProxyOf(fixture, region).Port, IPv4Address.Parse("127.0.0.1"));

    internal static async Task<Socket> TunnelAsync(GatewayFixture fixture, string to, string region = "eu-west")
    {
        var socket = await ConnectAsync(fixture, region);
        await socket.SendAsync(Encoding.ASCII.GetBytes($"CONNECT {to} HTTP/1.1\r\n\r\n"));
        const string Open = "HTTP/1.1 200 Connection established\r\n\r\n";
        Assert.Equal(Open, Encoding.ASCII.GetString(await socket.ReadExactlyAsync(Open.Length)));
        return socket;
    }
}
