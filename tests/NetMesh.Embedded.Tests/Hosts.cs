using Microsoft.Extensions.DependencyInjection;
using NetMesh.Clock;
using Orleans.Placement;

namespace NetMesh.Embedded.Tests;

/// <summary>Starts hosts over the grains of this assembly.</summary>
internal static class Hosts
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public static EmbeddedHost Virtual(Action<EmbeddedHostOptions>? configure = null) => EmbeddedHost.Start(options =>
    {
        options.Clock = new VirtualClock();
        options.GrainAssemblies.Add(typeof(Hosts).Assembly);
        configure?.Invoke(options);
    });

    public static EmbeddedHost Wall(Action<EmbeddedHostOptions>? configure = null) => EmbeddedHost.Start(options =>
    {
        options.GrainAssemblies.Add(typeof(Hosts).Assembly);
        configure?.Invoke(options);
    });

    /// <summary>A host on either drive.</summary>
    public static EmbeddedHost On(bool virtualClock, Action<EmbeddedHostOptions>? configure = null) =>
        virtualClock ? Virtual(configure) : Wall(configure);

    /// <summary>Waits for a task on either drive, at most a minute of the host's time.</summary>
    public static async Task<T> Get<T>(this EmbeddedHost host, Task<T> task)
    {
        if (host.IsVirtual)
        {
            return host.RunUntil(task, Patience);
        }

        return await task.WaitAsync(Patience);
    }

    /// <summary>Runs asynchronous code outside of the grains on either drive.</summary>
    public static async Task<T> Get<T>(this EmbeddedHost host, Func<Task<T>> work) =>
        host.IsVirtual ? host.RunUntil(work, Patience) : await work().WaitAsync(Patience);

    public static Task<T> Get<T>(this EmbeddedHost host, ValueTask<T> task) => host.Get(task.AsTask());

    public static Task Do(this EmbeddedHost host, ValueTask task) => host.Do(task.AsTask());

    public static async Task Do(this EmbeddedHost host, Task task)
    {
        if (host.IsVirtual)
        {
            host.RunUntil(task, Patience);
        }
        else
        {
            await task.WaitAsync(Patience);
        }
    }
}

internal static class RegionFilterOptions
{
    /// <summary>Grains that ask for the silo of their region need its filter.</summary>
    public static EmbeddedHostOptions WithRegionFilter(this EmbeddedHostOptions options)
    {
        options.ConfigureServices += services =>
            services.AddPlacementFilter<Silos.InRegionOfKeyStrategy, Silos.InRegionOfKeyDirector>(ServiceLifetime.Transient);
        return options;
    }
}
