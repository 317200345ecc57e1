using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using NetMesh.Contracts.Hosts;
using NetMesh.Gateways.Transport;
using NetMesh.Planet;
using NetMesh.Planet.Hosts;
using NetMesh.Planet.Regions;
using NetMesh.Protocols.Addressing;
using NetMesh.Testing;

namespace NetMesh.Gateways.Tests;

public sealed class GatewayHostTests
{
    [Fact]
    public async Task A_port_in_use_names_the_port_and_what_to_do()
    {
        using var other = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        other.Bind(new IPEndPoint(IPAddress.Any, 0));
        var port = (ushort)((IPEndPoint)other.LocalEndPoint!).Port;
        var error = await StartAsync(TestPlanet.Map(), GatewayFixture.FreePorts.With(ServiceNames.TrackerPort, port));
        Assert.Equal((GatewayFault.PortInUse, 2), (error.Fault, error.ExitCode));
        Assert.Contains($"BitTorrent trackers over UDP: port {port} is in use", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_planets_do_not_share_a_port()
    {
        await using var first = await GatewayFixture.StartAsync();
        var error = await StartAsync(TestPlanet.Map(), GatewayFixture.FreePorts.With(ServiceNames.PeerPort, first.PeerPort));
        Assert.Contains($"BitTorrent peers: port {first.PeerPort} is in use", error.Message, StringComparison.Ordinal);
        error = await StartAsync(TestPlanet.Map(), GatewayFixture.FreePorts.With(ServiceNames.TrackerPort, first.TrackerPort));
        Assert.Contains($"port {first.TrackerPort} is in use", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_processes_of_one_machine_answer_for_different_regions_on_the_same_ports()
    {
        var ports = KeptPorts();
        var running = new List<(GatewayHost Gateways, TestNetwork Network)>();
        foreach (var (region, host) in ((int, IPv4Address)[])[(0, TestPlanet.First), (1, TestPlanet.Second)])
        {
            var map = TestPlanet.Map();
            map.AddHost(new Host("first", TestPlanet.First, map.Regions[0], AccessLink.Unlimited));
            map.AddHost(new Host("second", TestPlanet.Second, map.Regions[1], AccessLink.Unlimited));
            var options = new GatewayOptions { Ports = ports, Regions = [map.Regions[region]], HostByHost = true };
            var gateways = new GatewayHost(map, options, TimeProvider.System, NullLoggerFactory.Instance);
            var network = new TestNetwork(map, new NetworkOptions { Unshaped = true }, gateways.Outside);
            running.Add((gateways, network));
            await gateways.StartAsync(network.Network, GatewayFixture.Trackers.Make().Factory, default);
            var port = gateways.RealPort(ServiceNames.PeerPort);

            // It begins to serve after its socket was opened, and hangs up when it is called.
            network.Serve(new Endpoint(host, port), ServiceNames.Peer, static (net, end, _) => net.Close(end));
        }

        foreach (var host in (IPv4Address[])[TestPlanet.First, TestPlanet.Second])
        {
            using var client = await TestPlanet.DialAsync(host, ports.RealPort(ServiceNames.PeerPort));
            Assert.False((await client.ReadToEndAsync()).Reset);
        }

        foreach (var (gateways, network) in running)
        {
            await gateways.DisposeAsync();
            network.Dispose();
        }
    }

    [Fact]
    public async Task With_no_region_to_answer_for_nothing_listens()
    {
        var map = TestPlanet.Map();
        await using var gateways = new GatewayHost(
            map, new GatewayOptions { Ports = GatewayFixture.FreePorts, Regions = [] }, TimeProvider.System, NullLoggerFactory.Instance);
        using var network = new TestNetwork(map, new NetworkOptions { Unshaped = true }, gateways.Outside);
        await gateways.StartAsync(network.Network, GatewayFixture.Trackers.Make().Factory, default);
        Assert.Equal(0, gateways.RealPort(ServiceNames.PeerPort));
        await gateways.StopAsync();
    }

    [Fact]
    public async Task A_host_outside_every_prefix_is_named()
    {
        var map = TestPlanet.Map();
        map.AddHost(new Host("lost", IPv4Address.Parse("10.1.2.3"), map.Regions[0], AccessLink.Unlimited));
        var error = await StartAsync(map, GatewayFixture.FreePorts);
        Assert.Equal(GatewayFault.AddressUnavailable, error.Fault);
        Assert.Contains("host lost: 10.1.2.3 is in no region's prefix", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_prefix_that_is_not_local_says_how_to_make_it_so()
    {
        var map = new PlanetMap([new Region("far", 0, 0, AddressPrefix.Parse("198.18.0.0/16"))]);
        var error = await StartAsync(map, GatewayFixture.FreePorts);
        Assert.Contains("region far: 198.18.0.1 is no address of this machine; on Linux make its prefix local", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_prefix_that_need_not_be_local_is_reached_in_namespaces_alone()
    {
        var map = new PlanetMap([new Region("far", 0, 0, AddressPrefix.Parse("198.18.0.0/16"))]);
        await using var gateways = new GatewayHost(
            map, new GatewayOptions { Ports = GatewayFixture.FreePorts, MayBeElsewhere = true }, TimeProvider.System, NullLoggerFactory.Instance);
        using var network = new TestNetwork(map, new NetworkOptions { Unshaped = true }, gateways.Outside);
        await gateways.StartAsync(network.Network, GatewayFixture.Trackers.Make().Factory, default);
        Assert.Equal(0, gateways.RealPort(ServiceNames.PeerPort));
        Assert.Equal("the planet's addresses (198.18.0.0/16 and so on) are not this machine's: it is reached by netmesh enter alone", gateways.Notice);
        await gateways.StopAsync();
    }

    [Fact]
    public async Task A_planet_that_stopped_leaves_its_ports_to_the_next()
    {
        var ports = KeptPorts();
        for (var i = 0; i < 3; i++)
        {
            var map = TestPlanet.Map();
            await using var gateways = new GatewayHost(map, new GatewayOptions { Ports = ports }, TimeProvider.System, NullLoggerFactory.Instance);
            using var network = new TestNetwork(map, new NetworkOptions { Unshaped = true }, gateways.Outside);
            await gateways.StartAsync(network.Network, GatewayFixture.Trackers.Make().Factory, default);
            Assert.Null(gateways.Notice);

            // The side that closes first keeps the connection in TIME_WAIT: here the planet.
            Assert.True(await TestPlanet.IsTurnedAwayAsync(TestPlanet.First, gateways.RealPort(ServiceNames.PeerPort)));
            network.Serve(
                new Endpoint(TestPlanet.First, gateways.RealPort(ServiceNames.PeerPort)), ServiceNames.Peer, static (net, end, _) => net.Close(end));
            using var client = await TestPlanet.DialAsync(TestPlanet.First, gateways.RealPort(ServiceNames.PeerPort));
            await client.ReadToEndAsync();
            await gateways.StopAsync();
        }
    }

    [Fact]
    public void The_catalog_names_each_gateway_once_and_says_what_it_is_for()
    {
        Assert.Equal(GatewayCatalog.All.Count, GatewayCatalog.All.Select(entry => entry.Name).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(
            GatewayCatalog.All.Count,
            GatewayCatalog.All.Select(entry => (entry.Transport == GatewayTransport.Udp, entry.WellKnownPort)).Distinct().Count());
        Assert.All(GatewayCatalog.All, entry => Assert.NotEmpty(entry.Purpose));
    }

    // Of no port that the system chose can it be said that nobody else has it a moment later.
    private static PortPlan KeptPorts() => PortPlan.Default
        .With(ServiceNames.PeerPort, (ushort)FreePorts.One())
        .With(ServiceNames.TrackerPort, (ushort)FreePorts.One());

    private static async Task<GatewayError> StartAsync(PlanetMap map, PortPlan ports)
    {
        await using var gateways = new GatewayHost(map, new GatewayOptions { Ports = ports }, TimeProvider.System, NullLoggerFactory.Instance);
        using var network = new TestNetwork(map, new NetworkOptions { Unshaped = true }, gateways.Outside);
        var error = await Assert.ThrowsAsync<GatewayError>(() => gateways.StartAsync(network.Network, GatewayFixture.Trackers.Make().Factory, default));
        Assert.DoesNotContain('\n', error.Message);
        return error;
    }
}
