using Microsoft.Extensions.Hosting;
using NetMesh.Grains.Sites;

namespace NetMesh.Clusters;

/// <summary>Tells this process's part of the planet which silos the cluster has declared dead, so that streams to them end at once and not with a lease.</summary>
internal sealed class MemberWatch(IClusterMembershipService membership, Sites sites) : IHostedService
{
    private readonly CancellationTokenSource stopping = new();
    private Task watching = Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        watching = WatchAsync();
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await stopping.CancelAsync();
        await watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stopping.Dispose();
    }

    private async Task WatchAsync()
    {
        var dead = new HashSet<SiloAddress>();
        await foreach (var snapshot in membership.MembershipUpdates.WithCancellation(stopping.Token))
        {
            foreach (var member in snapshot.Members.Values.Where(member => member.Status == SiloStatus.Dead && dead.Add(member.SiloAddress)))
            {
                sites.Lost(member.SiloAddress.ToParsableString());
            }
        }
    }
}
