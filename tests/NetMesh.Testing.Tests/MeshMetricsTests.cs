using Microsoft.Extensions.DependencyInjection;
using NetMesh.Grains.Peers.Watching;
using NetMesh.Labs.Probes.Swarms;

namespace NetMesh.Testing.Tests;

/// <summary>A mesh's numbers are its own.</summary>
public sealed class MeshMetricsTests
{
    private static readonly SwarmLayout Layout = new() { Leechers = 4, Pieces = 20 };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Network_is_counted_whether_it_is_one_or_one_for_each_silo(bool perSilo)
    {
        await using var other = await RunAsync(new MeshOptions());
        await using var mesh = await RunAsync(new MeshOptions { SiloPerRegion = true, NetworkPerSilo = perSilo });
        var sent = mesh.Metrics.Sum("netmesh_network_bytes_total");
        Assert.InRange(sent, (double)Layout.Leechers * Layout.Pieces * Layout.PieceLength, double.MaxValue);

        // The other mesh has moved as much, and none of it is counted here.
        Assert.InRange(other.Metrics.Sum("netmesh_network_bytes_total"), sent / 2, sent * 2);
        Assert.InRange(sent, 0, 1.5 * Layout.Leechers * Layout.Pieces * Layout.PieceLength);
        Assert.Equal(4, mesh.Metrics.Read().Count(reading => reading.Name == "netmesh_grain_activations" && reading.Tags.ContainsKey("silo")));
    }

    [Fact]
    public async Task Peers_that_are_put_off_without_leaving_are_not_counted_as_there()
    {
        var presence = new Presence();
        await using var mesh = VirtualMesh.Create(Layout.World(seed: 1));
        mesh.Services.GetRequiredService<SwarmWatch>().Add(presence);
        await mesh.StartSwarmAsync(Layout.Plan());
        await mesh.RunForAsync(TimeSpan.FromSeconds(1));
        Assert.Equal(Layout.Seeds + Layout.Leechers, presence.Seeds + presence.Leechers);
        await mesh.DisposeAsync();
        Assert.Equal((0, 0), (presence.Leechers, presence.Seeds));
    }

    private static async Task<VirtualMesh> RunAsync(MeshOptions options)
    {
        var mesh = VirtualMesh.Create(Layout.World(seed: 1), options);
        await mesh.StartSwarmAsync(Layout.Plan());
        Assert.True(await mesh.RunUntilDoneAsync(Layout.Name, Layout.Leechers, TimeSpan.FromHours(1)));
        return mesh;
    }
}
