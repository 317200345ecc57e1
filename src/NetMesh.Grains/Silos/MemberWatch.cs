using Microsoft.Extensions.Hosting;

namespace NetMesh.Grains.Silos;

/// <summary>Tells this process's part of the planet which silos the cluster has declared dead, so that streams to them end at once and not with a lease.</summary>
public sealed class MemberWatch(IClusterMembershipService membership, Sites.Sites sites) : IHostedService
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
#pragma warning disable RS0030 // The table of members is Orleans' own, and its rows are put in order at once.
            var members = snapshot.Members.Values.OrderBy(static member => member.SiloAddress);
#pragma warning restore RS0030
            foreach (var member in members.Where(member => member.Status == SiloStatus.Dead && dead.Add(member.SiloAddress)))
            {
                sites.Lost(member.SiloAddress.ToParsableString());
            }
        }
    }
}
