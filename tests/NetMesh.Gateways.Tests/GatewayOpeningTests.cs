using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using NetMesh.Contracts.Hosts;
using NetMesh.Gateways.BitTorrent;
using NetMesh.Gateways.Transport;
using NetMesh.Planet;
using NetMesh.Planet.Hosts;
using NetMesh.Testing;

namespace NetMesh.Gateways.Tests;

/// <summary>Gateways that share a port while somebody else takes it from under one of them.</summary>
public sealed class GatewayOpeningTests : IAsyncDisposable
{
    private readonly PlanetMap map = TestPlanet.Map();
    private readonly GatewayMetrics metrics = new();
    private readonly TcpListeners listeners = new(NullLoggerFactory.Instance, new ServiceCollection().AddLogging().BuildServiceProvider());
    private readonly List<UdpGateway> datagrams = [];
    private readonly Dictionary<ushort, ushort> realPorts = [];
    private readonly List<Socket> others = [];
    private readonly TestNetwork network;

    public GatewayOpeningTests() => network = new TestNetwork(map, new NetworkOptions { Unshaped = true });

    [Fact]
    public void A_port_left_to_the_system_is_free_for_all_who_share_it()
    {
        Open(GatewayFixture.FreePorts, taken: 3);
        var gateway = Assert.Single(datagrams);
        Assert.Equal(gateway.Port, realPorts[ServiceNames.TrackerPort]);
        Assert.Equal(3, others.Count);
        Assert.DoesNotContain(others, other => ((IPEndPoint)other.LocalEndPoint!).Port == gateway.Port);
    }

    [Fact]
    public void A_port_that_the_user_chose_is_not_replaced()
    {
        var port = (ushort)FreePorts.One();
        var error = Assert.Throws<GatewayError>(() => Open(GatewayFixture.FreePorts.With(ServiceNames.TrackerPort, port), taken: 1));
        Assert.Equal(GatewayFault.PortInUse, error.Fault);
        Assert.Contains($"port {port} is in use", error.Message, StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        others.ForEach(other => other.Dispose());
        datagrams.ForEach(gateway => gateway.Dispose());
        await listeners.DisposeAsync();
        network.Dispose();
        metrics.Dispose();
    }

    // The first so many ports are taken for connections when the datagrams' socket has just been opened.
    private void Open(PortPlan ports, int taken)
    {
        var opening = new GatewayOpening(
            network.Network, GatewayFixture.Trackers.Make().Factory, map, new GatewayOptions { Ports = ports }, TimeProvider.System, metrics, new ConnectionLimits(1, 1), listeners, datagrams, realPorts);
        var (udp, tcp) = (Entry(TrackerUdpGateway.Protocol), Entry(TrackerHttpGateway.Protocol));
        opening.OpenShared(
            ServiceNames.TrackerPort,
            [
                udp,
                tcp with
                {
                    Open = (entry, to) =>
                    {
                        if (others.Count < taken)
                        {
                            var other = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                            others.Add(other);
                            other.Bind(new IPEndPoint(TestPlanet.Client.ToIPAddress(), datagrams[^1].Port));
                            other.Listen();
                        }

                        tcp.Open(entry, to);
                    },
                },
            ]);
    }

    private static GatewayEntry Entry(string protocol) => GatewayCatalog.All.Single(entry => entry.Name == protocol);
}
