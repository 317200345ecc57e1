using NetMesh.Contracts.Swarms;
using NetMesh.Labs.Runs;

namespace NetMesh.Labs.Workloads;

/// <summary>The swarms that a lab's world holds: done when as many downloads have finished as there are leechers.</summary>
internal sealed class SwarmDownloads : IWorkload
{
    private Scene scene = null!;

    public async ValueTask BeginAsync(Scene scene)
    {
        this.scene = scene;
        foreach (var swarm in scene.World.Swarms)
        {
            await scene.Mesh.StartSwarmAsync(swarm);
        }
    }

    public async ValueTask<double> ProgressAsync()
    {
        var (done, all) = (0L, 0L);
        foreach (var swarm in scene.World.Swarms)
        {
            var leechers = swarm.Members.Count(member => !member.IsSeed);
            all += leechers;
            done += Math.Min(leechers, (await scene.Mesh.AskAsync(grains => grains.GetGrain<ISwarmGrain>(swarm.Name).LookAsync())).Completions);
        }

        return all == 0 ? 1 : (double)done / all;
    }
}
