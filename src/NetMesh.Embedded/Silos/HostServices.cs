using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using NetMesh.Clock;
using Orleans.Runtime.MembershipService.SiloMetadata;

namespace NetMesh.Embedded.Silos;

/// <summary>What the host itself brings to the services of grains.</summary>
internal static class HostServices
{
    public static IServiceCollection CopyOf(IServiceCollection services)
    {
        IServiceCollection copy = new ServiceCollection();
        foreach (var service in services)
        {
            copy.Add(service);
        }

        return copy;
    }

    /// <summary>Adds it. Another clock or log that was registered before stays.</summary>
    public static void AddHostServices(this IServiceCollection services, IEventClock clock, IGrainFactory grains, ISiloMetadataCache metadata)
    {
        services.TryAddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
        services.TryAdd(ServiceDescriptor.Singleton(typeof(ILogger<>), typeof(Logger<>)));
        services.TryAddSingleton(clock);
        services.TryAddSingleton(clock.TimeProvider);
        services.AddSingleton(grains);
        services.AddSingleton(metadata);
    }
}
