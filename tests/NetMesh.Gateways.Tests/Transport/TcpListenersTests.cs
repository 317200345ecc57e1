using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using NetMesh.Gateways.Transport;
using NetMesh.Planet.Hosts;
using NetMesh.Protocols.Addressing;
using Endpoint = NetMesh.Protocols.Addressing.Endpoint;

namespace NetMesh.Gateways.Tests.Transport;

public sealed class TcpListenersTests : IAsyncDisposable
{
    private readonly string protocol = $"test-{Guid.NewGuid():N}";
    private readonly PlanetMap map = TestPlanet.Map();
    private readonly GatewayMetrics metrics = new();
    private readonly TcpListeners listeners = Create();

    [Fact]
    public async Task A_connection_says_which_host_was_called()
    {
        var port = AddStream(100, async connection =>
        {
            var entered = connection.Features.Get<EnteredConnection>()!;
            await connection.Transport.Output.WriteAsync(Encoding.ASCII.GetBytes($"{entered.Called.Address} {entered.Client.Address}"));
        });
        Serve(TestPlanet.First, port);
        Serve(TestPlanet.Second, port);
        await listeners.StartAsync(default);

        foreach (var host in new[] { TestPlanet.First, TestPlanet.Second })
        {
            using var socket = await TestPlanet.DialAsync(host, port);
            Assert.Equal($"{host} {TestPlanet.Client}", Encoding.ASCII.GetString((await socket.ReadToEndAsync()).Bytes));
        }
    }

    [Fact]
    public async Task A_host_without_the_service_answers_with_a_reset_and_counts_it()
    {
        using var counted = new MetricsListener(protocol);
        var port = AddStream(100, _ => Task.CompletedTask);
        await listeners.StartAsync(default);

        Assert.True(await TestPlanet.IsTurnedAwayAsync(TestPlanet.First, port));
        Assert.Equal(1, counted.Sum("netmesh_gateway_refusals", $"reason={RefusalReasons.NoSuchService} region=eu-west"));
    }

    [Fact]
    public async Task One_source_gets_no_more_connections_than_its_limit_and_another_still_gets_in()
    {
        using var counted = new MetricsListener(protocol);
        var port = AddStream(2, async connection =>
        {
            await connection.Transport.Output.WriteAsync("in"u8.ToArray());
            await connection.Transport.Input.ReadAsync();
        });
        Serve(TestPlanet.First, port);
        await listeners.StartAsync(default);

        using var one = await TestPlanet.DialAsync(TestPlanet.First, port);
        using var two = await TestPlanet.DialAsync(TestPlanet.First, port);
        await one.ReadExactlyAsync(2);
        await two.ReadExactlyAsync(2);
        Assert.True(await TestPlanet.IsTurnedAwayAsync(TestPlanet.First, port));
        Assert.Equal(1, counted.Sum("netmesh_gateway_refusals", RefusalReasons.TooManyFromSource));

        using var neighbour = await TestPlanet.DialAsync(TestPlanet.First, port, TestPlanet.Second);
        await neighbour.ReadExactlyAsync(2);

        // A place that becomes free is given again.
        one.Shutdown(SocketShutdown.Send);
        await one.ReadToEndAsync();
        Assert.True(SpinWait.SpinUntil(() => counted.Sum("netmesh_gateway_connections", "region=eu-west") == 2, TestPlanet.Patience));
        using var four = await TestPlanet.DialAsync(TestPlanet.First, port);
        await four.ReadExactlyAsync(2);
    }

    [Fact]
    public async Task A_request_says_which_host_was_asked()
    {
        var port = listeners.AddHttp(0, protocol, [], Entrance(100), context =>
            context.Response.WriteAsync($"{context.Connection.LocalIpAddress} {context.Features.Get<EnteredConnection>() is not null}"));
        Serve(TestPlanet.Second, port);
        await listeners.StartAsync(default);

        using var client = new HttpClient { Timeout = TestPlanet.Patience };
        Assert.Equal($"{TestPlanet.Second} True", await client.GetStringAsync(new Uri($"http://{TestPlanet.Second}:{port}/")));
    }

    [Fact]
    public void A_port_in_use_is_one_clear_line()
    {
        using var other = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        other.Bind(new IPEndPoint(IPAddress.Any, 0));
        other.Listen();
        var port = (ushort)((IPEndPoint)other.LocalEndPoint!).Port;

        var error = Assert.Throws<GatewayError>(() => listeners.AddStream(port, "BitTorrent peers", [], Entrance(1), _ => Task.CompletedTask));
        Assert.Equal(GatewayFault.PortInUse, error.Fault);
        Assert.Equal(2, error.ExitCode);
        Assert.Contains($"BitTorrent peers: port {port} is in use", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
    }

    [Fact]
    public void An_address_that_is_not_the_machines_is_one_clear_line()
    {
        var error = Assert.Throws<GatewayError>(() =>
            GatewaySockets.OpenAt(SocketType.Dgram, new IPEndPoint(IPAddress.Parse("198.18.0.1"), 0), "DNS"));
        Assert.Equal(GatewayFault.AddressUnavailable, error.Fault);
        Assert.Contains("198.18.0.1 is no address of this machine", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ListenScope.Loopback, "lo")]
    [InlineData(ListenScope.All, "")]
    public void Only_who_asks_for_it_is_reached_over_other_devices(ListenScope scope, string device)
    {
        const int SolSocket = 1, SoBindToDevice = 25;
        using var socket = Assert.Single(GatewaySockets.Open(SocketType.Stream, 0, protocol, [TestPlanet.First], scope));
        Span<byte> name = stackalloc byte[16];
        var length = socket.GetRawSocketOption(SolSocket, SoBindToDevice, name);
        Assert.Equal(device, System.Text.Encoding.ASCII.GetString(name[..length]).TrimEnd('\0'));
        Assert.Equal(IPAddress.Any, ((IPEndPoint)socket.LocalEndPoint!).Address);
    }

    [Fact]
    public void Without_a_device_to_bind_to_each_host_gets_its_socket_and_nothing_listens_on_all_addresses()
    {
        var sockets = GatewaySockets.Open(SocketType.Stream, 0, protocol, [TestPlanet.First, TestPlanet.Second], oneForAll: false);
        Assert.Equal(
            ["127.0.0.1", "127.16.0.5", "127.17.3.7"],
            sockets.Select(socket => ((IPEndPoint)socket.LocalEndPoint!).Address.ToString()));
        Assert.Single(sockets.Select(socket => ((IPEndPoint)socket.LocalEndPoint!).Port).Distinct());
        foreach (var socket in sockets)
        {
            socket.Dispose();
        }
    }

    [Fact]
    public async Task Stopping_lets_an_answer_finish()
    {
        var asked = new TaskCompletionSource();
        var stopping = new TaskCompletionSource();
        var port = listeners.AddHttp(0, protocol, [], Entrance(100), async context =>
        {
            asked.SetResult();
            await stopping.Task;
            await context.Response.WriteAsync("finished");
        });
        Serve(TestPlanet.First, port);
        await listeners.StartAsync(default);
        using var client = new HttpClient { Timeout = TestPlanet.Patience };
        var answer = client.GetStringAsync(new Uri($"http://{TestPlanet.First}:{port}/"));
        await asked.Task.WaitAsync(TestPlanet.Patience);

        var stopped = listeners.StopAsync(default);
        stopping.SetResult();
        Assert.Equal("finished", await answer.WaitAsync(TestPlanet.Patience));
        await stopped.WaitAsync(TestPlanet.Patience);
    }

    public async ValueTask DisposeAsync()
    {
        await listeners.DisposeAsync();
        metrics.Dispose();
    }

    private static TcpListeners Create() => new(NullLoggerFactory.Instance, new ServiceCollection().AddLogging().BuildServiceProvider());

    private StreamEntrance Entrance(int perSource) => new(protocol, protocol, map, new ConnectionLimits(1000, perSource), metrics);

    private ushort AddStream(int perSource, ConnectionDelegate run) => listeners.AddStream(0, protocol, [], Entrance(perSource), run);

    private void Serve(IPv4Address host, ushort port) => map.Listen(new Endpoint(host, port), new Service(protocol));
}
