using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using NetMesh.Clock;
using NetMesh.Grains.Placement;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime.MembershipService.SiloMetadata;
using Orleans.Serialization;
using Orleans.Serialization.Cloning;
using Orleans.Serialization.Serializers;

namespace NetMesh.Grains.Silos;

/// <summary>What makes an Orleans silo, or a client of a cluster, one that the grains' sources can live with.</summary>
public static class SiloPrograms
{
    /// <summary>The name under which grains ask for their storage.</summary>
    public const string Storage = "netmesh";

    /// <summary>
    /// The silo stands in a region, and has what <see cref="Programs"/> expects of a host. Clustering is the caller's, and so is where grains keep their states: the
    /// storage named <see cref="Storage"/>.
    /// </summary>
    /// <param name="silo">Which silo.</param>
    /// <param name="region">Label of the region it stands in: hosts of that region live on it.</param>
    public static ISiloBuilder UseNetMesh(this ISiloBuilder silo, string region)
    {
        silo.UseSiloMetadata(new Dictionary<string, string>(StringComparer.Ordinal) { [HostRegionDirector.RegionKey] = region });
        silo.Services.AddWireMessages();
        silo.Services.TryAddSingleton<IEventClock>(static _ => new WallClock());
        silo.Services.TryAddSingleton(static provider => provider.GetRequiredService<IEventClock>().TimeProvider);
        return silo;
    }

    /// <summary>Grains keep their states in the memory of some silo of the cluster, in the form in which a database would have them.</summary>
    public static ISiloBuilder KeepStatesInMemory(this ISiloBuilder silo) =>
        silo.AddMemoryGrainStorage(Storage, static options => options.GrainStorageSerializer = new JsonStorageSerializer());

    /// <summary>
    /// Every silo probes every other once a second, and two votes after three missed probes each declare it dead: a silo that was killed is known to be dead in
    /// three to five seconds, one whose machine only stutters for a second is not. (Orleans' own values take a minute, for clusters of hundreds of silos.)
    /// </summary>
    public static ISiloBuilder NoticeLossSoon(this ISiloBuilder silo) =>
        silo.Configure<ClusterMembershipOptions>(static options =>
        {
            options.ProbeTimeout = TimeSpan.FromSeconds(1);
            options.MinProbeTimeout = TimeSpan.FromSeconds(1);
            options.MaxProbeTimeout = TimeSpan.FromSeconds(2);
            options.NumMissedProbesLimit = 3;
            options.NumVotesForDeathDeclaration = 2;
            options.TableRefreshTimeout = TimeSpan.FromSeconds(5);
        });

    /// <summary>
    /// What a gateway asked of a silo that died meanwhile is never answered, nor refused: it is given up after ten seconds, while a real client still waits, and
    /// not after half a minute. New silos are found within five.
    /// </summary>
    public static IClientBuilder NoticeLossSoon(this IClientBuilder gateway)
    {
        gateway.Configure<GatewayOptions>(static options => options.GatewayListRefreshPeriod = TimeSpan.FromSeconds(5));
        return gateway.Configure<ClientMessagingOptions>(static options => options.ResponseTimeout = TimeSpan.FromSeconds(10));
    }

    /// <summary>Protocol messages cross in their own format: on every silo and every client.</summary>
    public static IServiceCollection AddWireMessages(this IServiceCollection services)
    {
        services.AddSingleton<WireFieldCodec>();
        services.AddSingleton<IGeneralizedCodec>(static provider => provider.GetRequiredService<WireFieldCodec>());
        services.AddSingleton<IGeneralizedCopier>(static provider => provider.GetRequiredService<WireFieldCodec>());
        return services.AddSingleton<ITypeFilter>(static provider => provider.GetRequiredService<WireFieldCodec>());
    }
}
