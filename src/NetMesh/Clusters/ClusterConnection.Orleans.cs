using Microsoft.Extensions.Hosting;

namespace NetMesh.Clusters;

/// <summary>A gateway's connection to its cluster: never given up while the gateway runs. Tells its user once when it is lost, and once when it is back.</summary>
internal sealed class ClusterConnection(Cluster cluster, IHostApplicationLifetime life, Action<string> tell) : IClientConnectionRetryFilter, IClusterConnectionStatusObserver
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private int isLost;

    public async Task<bool> ShouldRetryConnectionAttempt(Exception exception, CancellationToken cancellationToken)
    {
        Lost($"cluster '{cluster.Name}' does not answer ({exception.Message.ReplaceLineEndings(" ").TrimEnd('.')}); trying on");
        await Task.Delay(Pause, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !cancellationToken.IsCancellationRequested && !life.ApplicationStopping.IsCancellationRequested;
    }

    public void NotifyClusterConnectionLost() => Lost($"the connection to cluster '{cluster.Name}' is lost; trying on");

    public void NotifyGatewayCountChanged(int currentNumberOfGateways, int previousNumberOfGateways, bool connectionRecovered)
    {
        if (currentNumberOfGateways > 0)
        {
            Found();
        }
    }

    /// <summary>It is connected.</summary>
    public void Found()
    {
        if (Interlocked.Exchange(ref isLost, 0) == 1)
        {
            tell($"connected to cluster '{cluster.Name}'");
        }
    }

    private void Lost(string line)
    {
        if (!life.ApplicationStopping.IsCancellationRequested && Interlocked.Exchange(ref isLost, 1) == 0)
        {
            tell(line);
        }
    }
}
