using NetMesh.Contracts.Peers;

namespace NetMesh.Testing.Example;

/// <summary>A planet on the virtual clock: hours pass in a second, and a seed gives the same run every time.</summary>
public sealed class VirtualPlanetTests
{
    [Fact]
    public async Task Swarm_of_a_world_file_completes()
    {
        await using var mesh = await VirtualMesh.StartAsync("two-coasts.yaml");
        var film = mesh.Swarm("film");

        Assert.True(await film.RunUntilDoneAsync(within: TimeSpan.FromHours(1)));

        Assert.All(await film.PeersAsync(), peer => Assert.Equal(PeerState.Seeding, peer.State));
        Assert.True(mesh.Metrics.Sum("netmesh_network_bytes_total", ("from", "us-east"), ("to", "eu-west")) > 16 * 1024 * 1024);
    }

    [Fact]
    public async Task Two_runs_of_one_seed_are_one_run()
    {
        Assert.Equal(await HashOfRunAsync(seed: 1), await HashOfRunAsync(seed: 1));
        Assert.NotEqual(await HashOfRunAsync(seed: 1), await HashOfRunAsync(seed: 2));

        static async Task<ulong> HashOfRunAsync(long seed)
        {
            await using var mesh = await VirtualMesh.StartAsync("two-coasts.yaml", new MeshOptions { Seed = seed });
            await mesh.RunForAsync(TimeSpan.FromSeconds(30));
            return mesh.TraceHash;
        }
    }

    [Fact]
    public async Task Ocean_that_nothing_crosses_keeps_half_of_the_swarm_waiting()
    {
        await using var mesh = await VirtualMesh.StartAsync("two-coasts.yaml");
        var film = mesh.Swarm("film");
        mesh.Faults.Partition("us-east", "eu-west");

        Assert.False(await film.RunUntilDoneAsync(within: TimeSpan.FromHours(1)));
        var finished = (await film.LookAsync()).Finished;
        Assert.Equal(film.Leechers.Where(host => mesh.Map.RegionOf(host)!.Label == "us-east").Order(), finished.Select(done => done.Peer).Order());

        mesh.Faults.Heal("us-east", "eu-west");
        Assert.True(await film.RunUntilDoneAsync(within: TimeSpan.FromHours(1)));
    }

    [Fact]
    public async Task Nobody_finds_anybody_while_the_tracker_has_no_power()
    {
        await using var mesh = await VirtualMesh.StartAsync("two-coasts.yaml");
        var film = mesh.Swarm("film");
        mesh.Faults.TakeDown(mesh.AddressOf("tracker"));

        Assert.False(await film.RunUntilDoneAsync(within: TimeSpan.FromMinutes(10)));
        Assert.All(await film.PeersAsync(), peer => Assert.Equal(0, peer.Connections));

        mesh.Faults.BringUp(mesh.AddressOf("tracker"));
        Assert.True(await film.RunUntilDoneAsync(within: TimeSpan.FromHours(2)));
    }

    [Fact]
    public async Task Swarm_outlives_a_silo()
    {
        await using var mesh = await VirtualMesh.StartAsync("two-coasts.yaml", new MeshOptions { SiloPerRegion = true });
        var film = mesh.Swarm("film");
        await mesh.RunForAsync(TimeSpan.FromSeconds(5));
        Assert.Equal(0, (await film.LookAsync()).Completions);

        await mesh.KillSiloAsync("us-east");
        Assert.Equal(["eu-west"], mesh.Silos);
        await mesh.RunForAsync(TimeSpan.FromSeconds(5));
        await mesh.StartSiloAsync("us-east");

        Assert.True(await film.RunUntilDoneAsync(within: TimeSpan.FromHours(1)));
    }
}
