using System.Net;
using System.Net.Sockets;
using NetMesh.Contracts.Hosts;
using NetMesh.Gateways.Namespaces;
using NetMesh.Gateways.Transport;

namespace NetMesh.Gateways.Tests.Namespaces;

/// <summary>Commands come and go at a planet's door. That they are served in namespaces of their own is seen in <c>NetMesh.Interop.Tests</c>.</summary>
public sealed class NamespaceDoorTests : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("netmesh-door-").FullName;
    private GatewayFixture planet = null!;

    private string DoorPath => Path.Combine(folder, "planet.sock");

    public async Task InitializeAsync()
    {
        planet = await GatewayFixture.StartAsync();
        planet.Gateways.OpenDoor(DoorPath);
    }

    public async Task DisposeAsync()
    {
        await planet.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void Who_enters_gets_an_address_of_the_region_and_all_ports_of_the_catalog_twice()
    {
        using var inside = Knock();
        var place = inside.Enter("eu-west", null);
        Assert.StartsWith("127.17.0.", place.Address, StringComparison.Ordinal);
        Assert.Equal("127.17.0.53", place.Resolver);
        Assert.Equal(["127.16.0.0/16", "127.17.0.0/16"], place.Prefixes);
        Assert.Equal(2 * GatewayCatalog.All.Count(entry => !entry.IsWhereTheWorldHasIt), place.Ports.Count);
        Assert.Contains(place.Ports, port => port == new ServedPort(ServiceNames.TrackerPort, true, planet.TrackerPort, "BitTorrent trackers over UDP"));
        Assert.Contains(place.Ports, port => port == new ServedPort(planet.PeerPort, false, planet.PeerPort, "BitTorrent peers"));
        Assert.Empty(planet.Map.Hosts);
    }

    [Fact]
    public void Nobody_gets_an_address_that_is_somebodys()
    {
        using var first = Knock();
        using var second = Knock();
        Assert.NotEqual(first.Enter("eu-west", null).Address, second.Enter("eu-west", "laptop").Address);
    }

    [Fact]
    public async Task A_name_is_in_the_directory_as_long_as_its_command_is_there()
    {
        using (var inside = Knock())
        {
            var place = inside.Enter("us-east", "laptop");
            Assert.Equal(place.Address, planet.Map.HostNamed("laptop")!.Address.ToString());
            using var other = Knock();
            Assert.Contains("there is a host laptop already", Assert.Throws<IOException>(() => other.Enter("eu-west", "laptop")).Message, StringComparison.Ordinal);
        }

        await ComesAsync(() => planet.Map.HostNamed("laptop") is null);
        using var again = Knock();
        Assert.StartsWith("127.17.", again.Enter("eu-west", "laptop").Address, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mars", null, "there is no region 'mars' here; expected one of us-east, eu-west")]
    [InlineData("eu-west", "", "'' is no name for a host")]
    [InlineData("eu-west", "my laptop", "'my laptop' is no name for a host")]
    [InlineData("eu-west", "127.16.0.5", "'127.16.0.5' is no name for a host")]
    public void Who_cannot_enter_is_told_why(string region, string? name, string why)
    {
        using var inside = Knock();
        Assert.StartsWith(why, Assert.Throws<IOException>(() => inside.Enter(region, name)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_the_planets_user_may_knock()
    {
        Assert.Equal(DoorPath, planet.Gateways.DoorPath);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(DoorPath));
        }
    }

    [Fact]
    public async Task With_the_planet_the_door_is_gone_and_whoever_is_inside_hears_of_it()
    {
        using var inside = Knock();
        inside.Enter("eu-west", null);
        await planet.Gateways.StopAsync();
        Assert.Equal("the planet went away", Assert.Throws<IOException>(inside.HandOver).Message);
        Assert.False(File.Exists(DoorPath));
    }

    [Fact]
    public void A_socket_that_is_handed_over_stays_what_it_was()
    {
        var path = Path.Combine(folder, "line.sock");
        using var listener = NamespaceLine.NewSocket();
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();
        using var here = NamespaceLine.Connect(path);
        using var there = new NamespaceLine(listener.Accept());
        using var tcp = GatewaySockets.OpenAt(SocketType.Stream, new IPEndPoint(TestPlanet.First.ToIPAddress(), 0), "test");
        using var udp = GatewaySockets.OpenAt(SocketType.Dgram, new IPEndPoint(TestPlanet.Second.ToIPAddress(), 0), "test");
        var bound = (tcp.LocalEndPoint, udp.LocalEndPoint);

        here.Send(new HandedSockets(), tcp, udp);
        tcp.Dispose();
        udp.Dispose();

        Assert.IsType<HandedSockets>(there.Receive(out var sockets));
        Assert.Equal(bound, (sockets[0].LocalEndPoint, sockets[1].LocalEndPoint));
        sockets[0].Listen();
        using var dialler = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        dialler.Connect(sockets[0].LocalEndPoint!);
        Assert.Equal(dialler.LocalEndPoint, sockets[0].Accept().RemoteEndPoint);
        Assert.All(sockets, socket => socket.Dispose());

        here.Dispose();
        Assert.Null(there.Receive(out _));
    }

    private static async Task ComesAsync(Func<bool> condition)
    {
        using var late = new CancellationTokenSource(TestPlanet.Patience);
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (!condition())
        {
            await pace.WaitForNextTickAsync(late.Token);
        }
    }

    private NamespaceInside Knock() => new(NamespaceLine.Connect(DoorPath));
}
