using Microsoft.Extensions.DependencyInjection;
using NetMesh.Grains.Hosts;

namespace NetMesh.Testing.Tests;

/// <summary>A host loses power, and has it again.</summary>
public sealed class PowerTests
{
    [Fact]
    public async Task A_peer_whose_host_has_power_again_is_connected_within_seconds_and_finishes()
    {
        var layout = new SwarmLayout { Leechers = 6, Pieces = 60 };
        await using var mesh = VirtualMesh.Create(layout.World(seed: 5));
        var swarm = await mesh.StartSwarmAsync(layout.Plan());
        var host = swarm.Leechers[0];
        Assert.True(await mesh.RunUntilAsync(async () => (await mesh.LookAsync(host)).PiecesHad >= 5, layout.Bound()));

        mesh.Faults.TakeDown(host);
        await mesh.RunForAsync(TimeSpan.FromSeconds(30));
        var before = (await mesh.LookAsync(host)).PiecesHad;
        await mesh.RunForAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(before, (await mesh.LookAsync(host)).PiecesHad);

        var streams = mesh.Network.ConnectionCount;
        mesh.Faults.BringUp(host);
        _ = mesh.Services.GetRequiredService<HostDoor>().RestartAsync(host, mesh.Map.ProgramOf(host)!);

        // At once, and not only when the others dial it again, or when it has noticed, after two minutes of silence, that its neighbours are gone.
        Assert.True(await mesh.RunUntilAsync(() => new(mesh.Network.ConnectionCount >= streams + 3), TimeSpan.FromSeconds(5)));
        Assert.True((await mesh.LookAsync(host)).PiecesHad >= before, "what it had is lost");
        Assert.True(await swarm.RunUntilDoneAsync(TimeSpan.FromHours(1)));
    }
}
