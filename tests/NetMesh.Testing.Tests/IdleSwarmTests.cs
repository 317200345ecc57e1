using NetMesh.Labs.Worlds;
using Xunit.Abstractions;

namespace NetMesh.Testing.Tests;

/// <summary>What a swarm costs on the virtual clock in which nothing happens.</summary>
public sealed class IdleSwarmTests(ITestOutputHelper output)
{
    private const string Text =
        """
        name: idle
        regions: { here: { at: [52.5, 13.4], prefix: 127.16.0.0/16 } }
        access: { home: { up: 10 Mb/s, down: 100 Mb/s, latency: 5 ms } }
        hosts:
          tracker: { region: here, runs: tracker }
          peer: { region: here, count: 21, access: home }
        swarms:
          file:
            content: 4 MiB
            block: 64 KiB
            tracker: tracker
            seeds: { count: 1, on: peer }
            leechers: { count: 20, on: peer }
        """;

    [Fact]
    public async Task Peers_that_have_everything_sleep_between_keep_alives()
    {
        var world = World.Parse(Text);
        await using var mesh = VirtualMesh.Create(world);
        var swarm = await mesh.StartSwarmAsync(world.Swarms[0]);
        Assert.True(await swarm.RunUntilDoneAsync(TimeSpan.FromHours(1)));
        await mesh.RunForAsync(TimeSpan.FromMinutes(15));

        var before = mesh.Clock.FiredCount;
        await mesh.RunForAsync(TimeSpan.FromHours(1));
        var events = (double)(mesh.Clock.FiredCount - before) / 21;
        output.WriteLine($"{events:F1} events per peer in an hour");

        // A keep-alive is two events, and twenty neighbours get one every hundred seconds: 1,440. To be woken every second would be 3,600 more.
        Assert.InRange(events, 1, 1700);
    }

    [Fact]
    public async Task Content_is_cut_into_blocks_as_the_world_says()
    {
        var world = World.Parse(Text);
        await using var mesh = VirtualMesh.Create(world);
        var swarm = await mesh.StartSwarmAsync(world.Swarms[0]);
        Assert.Equal(64 << 10, swarm.Torrent.Shape.BlockLength);
    }
}
