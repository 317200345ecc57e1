using System.Net;
using Microsoft.Extensions.Hosting;
using NetMesh.Grains.Sites;

namespace NetMesh.Clusters;

/// <summary>
/// Without a database the first silo keeps the list of members, and nobody takes its place: the others cannot even declare it dead. Says so, once, when it is lost.
/// </summary>
internal sealed class FirstSiloWatch(Sites sites, TimeProvider time, ClusterSeat seat, IPEndPoint first) : IHostedService, IDisposable
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private ITimer? timer;
    private bool wasThere;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        timer = time.CreateTimer(static watch => ((FirstSiloWatch)watch!).Look(), this, LookEvery, LookEvery);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        Dispose();
        return Task.CompletedTask;
    }

    public void Dispose() => timer?.Dispose();

    private void Look()
    {
        var isThere = sites.Others.Any(other => other.Process.Length > 0 && SiloAddress.FromParsableString(other.Process).Endpoint.Equals(first));
        if (wasThere && !isThere)
        {
            Dispose();
            seat.Tell(
                $"silo '{seat.Cluster.Silos[0].Label}' is lost, and with it the list of the cluster's members (membership: localhost): "
                + "what lives in the other silos goes on; what lived there comes back, and silos can join, only when all are started anew");
        }

        wasThere = isThere;
    }
}
