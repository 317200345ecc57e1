using System.Net;
using System.Net.Sockets;
using System.Text;
using NetMesh.Gateways.Tests.Transport;
using NetMesh.Gateways.Transport;
using NetMesh.Planet;
using NetMesh.Planet.Hosts;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.BitTorrent.Content;
using NetMesh.Protocols.BitTorrent.Trackers;
using NetMesh.Protocols.BitTorrent.Trackers.Udp;

namespace NetMesh.Gateways.Tests.BitTorrent;

public sealed class TrackerGatewayTests
{
    private static readonly Sha1Hash Torrent = Sha1Hash.Of("a torrent"u8);
    private static readonly Sha1Hash PeerId = Sha1Hash.Of("a peer"u8);

    [Fact]
    public async Task An_announce_over_http_reaches_the_tracker_that_was_called_with_the_clients_own_address()
    {
        await using var fixture = await WithTrackersAsync();
        using var client = Http(TestPlanet.Client);
        var body = await client.GetByteArrayAsync(Announce(fixture, "&ip=127.16.0.66&compact=1"));
        Assert.StartsWith("d8:completei1e10:incompletei2e8:intervali120e5:peers6:", Encoding.Latin1.GetString(body), StringComparison.Ordinal);

        var announced = Assert.Single(fixture.Grains.All[TestPlanet.Second.ToString()].Announced);
        Assert.Equal(new Endpoint(TestPlanet.Client, 6889), announced.Peer);
        Assert.Equal((Torrent, PeerId, AnnounceEvent.Started), (announced.InfoHash, announced.PeerId, announced.Happened));
        Assert.False(fixture.Grains.All.ContainsKey(TestPlanet.First.ToString()));
    }

    [Fact]
    public async Task What_is_wrong_with_a_request_is_told_as_a_failure_reason()
    {
        await using var fixture = await WithTrackersAsync();
        using var client = Http(TestPlanet.Client);
        var address = $"http://{TestPlanet.Second}:{fixture.TrackerPort}";
        Assert.StartsWith("d14:failure reason", await client.GetStringAsync(new Uri($"{address}/announce?port=0")), StringComparison.Ordinal);
        Assert.StartsWith("d14:failure reason", await client.GetStringAsync(new Uri($"{address}/scrape")), StringComparison.Ordinal);
        fixture.Grains.Factory.GetGrain<Contracts.Trackers.ITrackerGrain>(TestPlanet.Second.ToString());
        fixture.Grains.All[TestPlanet.Second.ToString()].Fails = new TimeoutException();
        Assert.StartsWith("d14:failure reason", await client.GetStringAsync(Announce(fixture)), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync(new Uri($"{address}/"))).StatusCode);
    }

    [Fact]
    public async Task A_tracker_without_power_answers_nobody()
    {
        await using var fixture = await WithTrackersAsync();
        fixture.Map.AddHost(new Host("tracker", TestPlanet.Second, fixture.Map.RegionOf(TestPlanet.Second)!, AccessLink.Unlimited));
        using var client = Http(TestPlanet.Client);
        var before = await client.GetStringAsync(Announce(fixture));
        fixture.Network.Network.Faults.TakeDown(TestPlanet.Second);
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetStringAsync(Announce(fixture)));
        fixture.Network.Network.Faults.BringUp(TestPlanet.Second);
        Assert.Equal(before, await client.GetStringAsync(Announce(fixture)));
        Assert.Equal(2, fixture.Grains.All[TestPlanet.Second.ToString()].Announced.Count);
    }

    [Fact]
    public async Task A_scrape_over_http_is_answered()
    {
        await using var fixture = await WithTrackersAsync();
        using var client = Http(TestPlanet.Client);
        var body = await client.GetByteArrayAsync(new Uri($"http://{TestPlanet.First}:{fixture.TrackerPort}/scrape?info_hash={Escaped(Torrent)}"));
        Assert.EndsWith("d8:completei3e10:downloadedi4e10:incompletei5eeee", Encoding.Latin1.GetString(body), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(DatagramDrive.Batched)]
    [InlineData(DatagramDrive.Best)]
    public async Task An_announce_over_udp_reaches_the_tracker_that_was_called(DatagramDrive drive)
    {
        await using var fixture = await WithTrackersAsync(new GatewayOptions { Datagrams = drive });
        using var client = Udp();
        var id = Assert.IsType<ConnectAnswer>(await AskAsync(client, fixture, new ConnectRequest(7))).ConnectionId;
        var announce = new AnnounceRequest(Torrent, PeerId, new Endpoint(TestPlanet.First, 6889), 0, 0, 100, AnnounceEvent.Started);
        var answer = Assert.IsType<UdpAnnounceAnswer>(await AskAsync(client, fixture, new UdpAnnounce(id, 8, announce)));
        Assert.Equal([new Endpoint(TestPlanet.Second, 16881)], answer.Answer.Peers.ToArray());
        var announced = Assert.Single(fixture.Grains.All[TestPlanet.Second.ToString()].Announced);
        Assert.Equal(new Endpoint(TestPlanet.Client, 6889), announced.Peer);

        var scraped = Assert.IsType<UdpScrapeAnswer>(await AskAsync(client, fixture, new UdpScrape(id, 9, new ScrapeRequest([Torrent]))));
        Assert.Equal((3, 4, 5), (scraped.Answer.Entries[0].Seeders, scraped.Answer.Entries[0].Completed, scraped.Answer.Entries[0].Leechers));
    }

    [Fact]
    public async Task A_connection_id_of_somebody_else_is_refused()
    {
        await using var fixture = await WithTrackersAsync();
        using var client = Udp();
        using var thief = Udp(TestPlanet.First);
        using var counted = new MetricsListener("tracker-udp", fixture.Map);
        var id = Assert.IsType<ConnectAnswer>(await AskAsync(client, fixture, new ConnectRequest(7))).ConnectionId;
        var announce = new AnnounceRequest(Torrent, PeerId, new Endpoint(TestPlanet.Client, 6889), 0, 0, 100, AnnounceEvent.Started);
        Assert.IsType<UdpTrackerFailure>(await AskAsync(thief, fixture, new UdpAnnounce(id, 8, announce)));
        Assert.Empty(fixture.Grains.All);
        Assert.Equal(1, counted.Sum("netmesh_gateway_refusals", RefusalReasons.ConnectionId));
    }

    [Fact]
    public async Task Random_datagrams_and_requests_leave_the_tracker_standing()
    {
        await using var fixture = await WithTrackersAsync();
        using var client = Udp();
        var random = new Random(13);
        for (var i = 0; i < 2000; i++)
        {
            var garbage = new byte[random.Next(0, 300)];
            random.NextBytes(garbage);
            client.SendTo(garbage, new IPEndPoint(TestPlanet.Second.ToIPAddress(), fixture.TrackerPort));
        }

        Assert.IsType<ConnectAnswer>(await AskAsync(client, fixture, new ConnectRequest(1)));
        for (var i = 0; i < 20; i++)
        {
            using var hostile = await TestPlanet.DialAsync(TestPlanet.Second, fixture.TrackerPort);
            var garbage = new byte[random.Next(1, 3000)];
            random.NextBytes(garbage);
            await hostile.SendAsync(garbage);
            try
            {
                hostile.Shutdown(SocketShutdown.Send);
            }
            catch (SocketException)
            {
                // It may have been cut off by now.
            }

            await hostile.ReadToEndAsync();
        }

        using var http = Http(TestPlanet.Client);
        Assert.StartsWith("d8:complete", await http.GetStringAsync(Announce(fixture)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_that_is_no_tracker_answers_neither_way()
    {
        await using var fixture = await GatewayFixture.StartAsync();
        using var counted = new MetricsListener("tracker-udp", fixture.Map);
        using var client = Udp();
        using var http = Http(TestPlanet.Client);

        // The reset may come before the client has looked to whom it is connected: then its error is the socket's own.
        var error = await Record.ExceptionAsync(() => http.GetStringAsync(Announce(fixture)));
        Assert.True(error is HttpRequestException or SocketException, $"{error}");

        var bytes = new byte[16];
        UdpTrackerWriter.Write(new ConnectRequest(1), bytes);
        client.SendTo(bytes, new IPEndPoint(TestPlanet.Second.ToIPAddress(), fixture.TrackerPort));
        Assert.True(SpinWait.SpinUntil(() => counted.Sum("netmesh_gateway_refusals", RefusalReasons.NoSuchService) > 0, TestPlanet.Patience));
        Assert.Equal(0, client.Available);
    }

    [Fact]
    public async Task A_far_client_waits_for_the_way_there_and_back()
    {
        await using var fixture = await WithTrackersAsync(null, new NetworkOptions());
        using var client = Udp(TestPlanet.First);
        var answer = AskAsync(client, fixture, new ConnectRequest(7));
        Assert.True(SpinWait.SpinUntil(() => fixture.Time.Waiting == 1, TestPlanet.Patience));
        Assert.False(answer.IsCompleted);
        var oneWay = fixture.Network.Network.OneWayDelay(TestPlanet.First, TestPlanet.Second, 40);
        Assert.InRange(oneWay.TotalMilliseconds, 40, 80);
        fixture.Time.Move((2 * oneWay) - TimeSpan.FromTicks(1));
        Assert.Equal(1, fixture.Time.Waiting);
        fixture.Time.Move(TimeSpan.FromTicks(1));
        Assert.IsType<ConnectAnswer>(await answer);

        // Over HTTP: a round trip for the connection, one way there, one way back.
        using var http = Http(TestPlanet.First);
        var body = http.GetStringAsync(Announce(fixture));
        foreach (var trips in new[] { 2, 1, 1 })
        {
            Assert.True(SpinWait.SpinUntil(() => fixture.Time.Waiting == 1, TestPlanet.Patience));
            Assert.False(body.IsCompleted);
            fixture.Time.Move(trips * oneWay);
        }

        Assert.StartsWith("d8:complete", await body.WaitAsync(TestPlanet.Patience), StringComparison.Ordinal);
    }

    private static async Task<GatewayFixture> WithTrackersAsync(GatewayOptions? options = null, NetworkOptions? network = null)
    {
        var fixture = await GatewayFixture.StartAsync(options, network);
        fixture.ServeTracker(TestPlanet.First);
        fixture.ServeTracker(TestPlanet.Second);
        return fixture;
    }

    private static string Escaped(Sha1Hash hash) => string.Concat(hash.ToArray().Select(octet => $"%{octet:X2}"));

    private static Uri Announce(GatewayFixture fixture, string more = "") => new(
        $"http://{TestPlanet.Second}:{fixture.TrackerPort}/announce?info_hash={Escaped(Torrent)}&peer_id={Escaped(PeerId)}"
        + $"&port=6889&uploaded=0&downloaded=0&left=100&event=started{more}");

    private static HttpClient Http(IPv4Address from) => new(new SocketsHttpHandler
    {
        ConnectCallback = async (context, cancellation) =>
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(from.ToIPAddress(), 0));
            await socket.ConnectAsync(context.DnsEndPoint, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        },
    })
    {
        Timeout = TestPlanet.Patience,
    };

    private static Socket Udp(IPv4Address? from = null)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint((from ?? TestPlanet.Client).ToIPAddress(), 0));
        return socket;
    }

    private static async Task<UdpTrackerPacket> AskAsync(Socket client, GatewayFixture fixture, UdpTrackerPacket packet)
    {
        var bytes = new byte[2048];
        var length = UdpTrackerWriter.Write(packet, bytes);
        client.SendTo(bytes.AsSpan(0, length), new IPEndPoint(TestPlanet.Second.ToIPAddress(), fixture.TrackerPort));
        using var patience = new CancellationTokenSource(TestPlanet.Patience);
        var received = await client.ReceiveFromAsync(bytes, new IPEndPoint(IPAddress.Any, 0), patience.Token);
        var read = UdpTrackerReader.ReadAnswer(bytes.AsSpan(0, received.ReceivedBytes));
        Assert.True(read.IsComplete, read.Error?.ToString());
        return read.Value!;
    }
}
