using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using NetMesh.Clusters;
using NetMesh.Commands;
using NetMesh.Contracts.Meshes;
using NetMesh.Contracts.Sites;
using NetMesh.Grains;
using NetMesh.Grains.Silos;
using NetMesh.Grains.Sites;
using NetMesh.Planet.Hosts;
using NetMesh.Telemetry;
using Orleans.Configuration;
using Orleans.Core.Internal;
using Host = Microsoft.Extensions.Hosting.Host;

namespace NetMesh;

/// <summary>
/// What runs the grains in this build, one of three: a silo that is alone, in the planet's home region, with what grains keep in memory
/// (<c>netmesh up</c>); a silo of a cluster (<c>netmesh up --cluster</c>); or none here, only a connection to a cluster's silos
/// (<c>netmesh gateway</c>). The default build has another class of this name.
/// </summary>
internal sealed class GrainHost : IMeshHost
{
    private readonly IHost running;
    private readonly string? ownSilo;
    private readonly GrainMetrics? metrics;
    private bool isKilled;

    private GrainHost(IHost host, string? ownSilo, GrainMetrics? metrics)
    {
        running = host;
        this.ownSilo = ownSilo;
        this.metrics = metrics;
    }

    public IGrainFactory Grains => running.Services.GetRequiredService<IGrainFactory>();

    public IServiceProvider Services => running.Services;

    /// <summary>Labels of the cluster's members that are alive, as this process sees them; a gateway that runs alone sees none.</summary>
    public IReadOnlyList<string> Silos => isKilled || running.Services.GetService<IClusterMembershipService>() is not { } membership
        ? []
        : [.. membership.CurrentSnapshot.Members.Values.Where(member => member.Status == SiloStatus.Active).Select(member => member.Name).Order(StringComparer.Ordinal)];

    /// <summary>Ends a command that needs a cluster where there is none: never in this build.</summary>
    public static void EnsureClusters()
    {
    }

    /// <summary>Starts the silo, or connects.</summary>
    /// <param name="map">The planet.</param>
    /// <param name="statePath">Not used: without a cluster's database, what grains keep ends with the process.</param>
    /// <param name="seat">The process's place in a cluster; null: it is alone.</param>
    /// <param name="services">What grains have injected.</param>
    /// <param name="cancelled">Gives up connecting.</param>
    /// <exception cref="CommandFailure">Something that one line can say.</exception>
    public static async Task<GrainHost> StartAsync(
        PlanetMap map, string statePath, ClusterSeat? seat, Action<IServiceCollection> services, CancellationToken cancelled = default)
    {
        // No configuration files, no console log: standard output belongs to the command.
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        string? label = null;
        switch (seat)
        {
            case null:
                label = map.Home!.Label;
                builder.UseOrleans(silo => UseAlone(silo, label));
                services(builder.Services);
                break;
            case { Silo: { } own }:
                label = own.Label;
                builder.Services.AddSingleton<IFatalErrorHandler>(new EndOfSilo(seat));
                builder.UseOrleans(silo => silo.UseCluster(seat.Cluster, own));
                services(builder.Services);

                // These start after the silo, and stop before it.
                builder.Services.AddSite(provider => new SiteOptions
                {
                    Process = provider.GetRequiredService<ILocalSiloDetails>().SiloAddress.ToParsableString(),
                    Region = own.Region.Label,
                    Kind = SiteKind.Silo,
                });
                builder.Services.AddHostedService<MemberWatch>();
                if (seat.Cluster.Database is null && own != seat.Cluster.Silos[0])
                {
                    builder.Services.AddHostedService(provider => new FirstSiloWatch(
                        provider.GetRequiredService<Sites>(), provider.GetRequiredService<TimeProvider>(), seat, SiloClustering.FirstOf(seat.Cluster)));
                }

                break;
            default:
                builder.Services.AddSingleton(provider => new ClusterConnection(seat.Cluster, provider.GetRequiredService<IHostApplicationLifetime>(), seat.Tell));
                builder.Services.AddSingleton<IClientConnectionRetryFilter>(static provider => provider.GetRequiredService<ClusterConnection>());
                builder.Services.AddSingleton<IClusterConnectionStatusObserver>(static provider => provider.GetRequiredService<ClusterConnection>());
                builder.UseOrleansClient(client => client.UseCluster(seat.Cluster));
                services(builder.Services);
                builder.Services.AddSite(_ => new SiteOptions { Process = "", Region = map.Home!.Label, Kind = SiteKind.Gateway });
                break;
        }

        if (OtlpExport.IsWanted)
        {
            builder.Services.AddSingleton<IOutgoingGrainCallFilter, CallActivities>();
            builder.Services.AddSingleton<IIncomingGrainCallFilter, CallActivities>();
        }

        var counted = label is null ? null : new GrainMetrics(label);
        var host = builder.Build();
        try
        {
            await StartAsync(host, seat, cancelled);
            host.Services.GetService<ClusterConnection>()?.Found();
        }
        catch (Exception e)
        {
            host.Dispose();
            counted?.Dispose();
            throw seat is null ? e : Explain(e, seat);
        }

        return new GrainHost(host, label, counted);
    }

    /// <summary>
    /// Lets the programs of these hosts go from whichever silo they live on; the next call brings them back where they belong. Their hosts must not be
    /// in a swarm: what they keep is theirs.
    /// </summary>
    public async Task BringHomeAsync(IEnumerable<IGrainWithStringKey> programs)
    {
        foreach (var program in programs)
        {
            await program.AsReference<IGrainManagementExtension>().DeactivateOnIdle();
        }
    }

    public async ValueTask KillSiloAsync(string silo)
    {
        if (isKilled || ownSilo is null || silo != ownSilo)
        {
            throw new ArgumentException($"no silo '{silo}' runs in this process; expected {ownSilo ?? "none"}", nameof(silo));
        }

        // A silo that is told to stop at once deactivates nothing.
        isKilled = true;
        await running.StopAsync(new CancellationToken(canceled: true));
    }

    public async ValueTask<bool> RunUntilAsync(Func<ValueTask<bool>> condition, TimeSpan within, TimeSpan askEvery)
    {
        using var late = new CancellationTokenSource(within);
        while (!await condition())
        {
            if (late.IsCancellationRequested)
            {
                return false;
            }

            await Task.Delay(askEvery, CancellationToken.None);
        }

        return true;
    }

    public async ValueTask DisposeAsync()
    {
        if (!isKilled)
        {
            await running.StopAsync();
        }

        if (running is IAsyncDisposable disposable)
        {
            await disposable.DisposeAsync();
        }

        metrics?.Dispose();
    }

    private static void UseAlone(ISiloBuilder silo, string region)
    {
        var ports = FreePorts(2);
        silo.UseLocalhostClustering(ports[0], ports[1]);
        silo.Configure<SiloOptions>(options => options.SiloName = region);
        silo.KeepStatesInMemory();
        silo.UseNetMesh(region);
    }

    private static async Task StartAsync(IHost host, ClusterSeat? seat, CancellationToken cancelled)
    {
        if (seat is not { Silo: not null, Cluster: { Database: { } database, Name: var name } })
        {
            await host.StartAsync(cancelled);
            return;
        }

        using var joined = new CancellationTokenSource();
        var burying = SilentMembers.BuryUntilAsync(database, name, joined.Token);
        try
        {
            await host.StartAsync(cancelled);
        }
        finally
        {
            await joined.CancelAsync();
            await burying;
        }
    }

    // The innermost message is the one that says what to do.
    private static Exception Explain(Exception e, ClusterSeat seat)
    {
        var cause = e;
        while (cause.InnerException is { } inner)
        {
            cause = inner;
        }

        var who = seat.Silo is { } silo ? $"silo '{silo.Label}'" : "the gateway";
        var advice = cause switch
        {
            Npgsql.PostgresException { SqlState: Npgsql.PostgresErrorCodes.UndefinedTable or Npgsql.PostgresErrorCodes.InvalidSchemaName } =>
                "the database is not prepared; netmesh cluster init does it",
            Npgsql.NpgsqlException or SocketException when seat.Cluster.Database is { } database => $"{cause.Message} (database {database.Place})",
            _ => cause.Message,
        };
        return e is CommandFailure or OperationCanceledException
            ? e
            : new CommandFailure(ExitCodes.Failed, $"{who} of cluster '{seat.Cluster.Name}' cannot start: {advice.ReplaceLineEndings(" ").TrimEnd('.', ' ')}");
    }

    // Two planets on one machine must not meet: nobody but this process uses the silo's ports.
    private static int[] FreePorts(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToArray();
        foreach (var listener in listeners)
        {
            listener.Start();
        }

        var ports = listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port).ToArray();
        foreach (var listener in listeners)
        {
            listener.Dispose();
        }

        return ports;
    }
}
