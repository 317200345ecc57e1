using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Runtime.MembershipService.SiloMetadata;

namespace NetMesh.Embedded.Silos;

/// <summary>The services of one life of one silo, and the parts that run in its background.</summary>
internal sealed class SiloServices : IAsyncDisposable
{
    private readonly EmbeddedHost host;
    private readonly Silo silo;
    private readonly ServiceProvider provider;
    private readonly Stack<IHostedService> running = new();

    /// <param name="shared">What all silos of the host have: instances are the same ones, everything else is made for each silo.</param>
    /// <param name="configure">Adds what this silo has, or has in place of it.</param>
    public SiloServices(EmbeddedHost host, Silo silo, IGrainFactory grains, ISiloMetadataCache metadata, IServiceCollection shared, Action<IServiceCollection> configure)
    {
        this.host = host;
        this.silo = silo;
        var collection = HostServices.CopyOf(shared);
        configure(collection);
        var clock = new SiloClock(host.Drive.Clock, silo);
        collection.AddSingleton<ILocalSiloDetails>(silo);
        collection.AddHostServices(clock, grains, metadata);
        provider = collection.BuildServiceProvider();
    }

    public IServiceProvider Provider => provider;

    /// <summary>Starts the hosted services, in the order in which they were registered.</summary>
    /// <exception cref="SiloUnavailableException">The silo was killed meanwhile.</exception>
    public async Task StartAsync()
    {
        foreach (var service in Run(() => provider.GetServices<IHostedService>().ToArray()))
        {
            await Finished(Run(() => service.StartAsync(CancellationToken.None)));
            running.Push(service);
        }
    }

    /// <summary>Stops them, in reverse order. One that fails does not keep the others from it.</summary>
    public async Task StopAsync()
    {
        while (silo.IsAlive && running.TryPop(out var service))
        {
            try
            {
                await Finished(Run(() => service.StopAsync(CancellationToken.None)));
            }
            catch (Exception error)
            {
                host.Log.StopFailed(error, service.GetType(), silo.Label);
            }
        }
    }

    /// <summary>Disposes them. What they wait for in their disposal still comes back to them; nothing does afterwards.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await provider.DisposeAsync();
        }
        finally
        {
            silo.Outside.IsOver = true;
        }
    }

    // On the virtual clock what such code awaits must come back to the loop. On the wall clock it has no context, as under any other host.
    private T Run<T>(Func<T> code)
    {
        if (!host.IsVirtual)
        {
            return code();
        }

        using (silo.Outside.Enter())
        {
            return code();
        }
    }

    // Nothing of a killed silo goes on, also not what would have ended this task.
    private async Task Finished(Task task)
    {
        if (await Task.WhenAny(task, silo.Ended) != task)
        {
            throw new SiloUnavailableException($"silo {silo.Label} was killed");
        }

        await task;
    }
}
