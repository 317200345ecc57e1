using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using NetMesh.Contracts.Meshes;
using NetMesh.Grains.Silos;
using NetMesh.Planet.Hosts;
using Host = Microsoft.Extensions.Hosting.Host;

namespace NetMesh;

/// <summary>
/// What runs the grains of <c>netmesh up</c> in this build: one Orleans silo in this process, in the planet's home region, with what grains keep in
/// memory. The default build has another class of this name.
/// </summary>
internal sealed class GrainHost : IMeshHost
{
    private readonly IHost running;
    private readonly string region;
    private bool isKilled;

    private GrainHost(IHost host, string region)
    {
        running = host;
        this.region = region;
    }

    public IGrainFactory Grains => running.Services.GetRequiredService<IGrainFactory>();

    public IServiceProvider Services => running.Services;

    public IReadOnlyList<string> Silos => isKilled ? [] : [region];

    /// <summary>Starts the silo.</summary>
    /// <param name="map">The planet.</param>
    /// <param name="statePath">Not used: what grains keep ends with the process.</param>
    /// <param name="services">What grains have injected.</param>
    public static async Task<GrainHost> StartAsync(PlanetMap map, string statePath, Action<IServiceCollection> services)
    {
        var home = map.Home!.Label;

        // No configuration files, no console log: standard output belongs to the command.
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        services(builder.Services);
        builder.UseOrleans(silo =>
        {
            var ports = FreePorts(2);
            silo.UseLocalhostClustering(ports[0], ports[1]);
            silo.UseNetMesh(home);
        });
        var host = builder.Build();
        try
        {
            await host.StartAsync();
        }
        catch
        {
            host.Dispose();
            throw;
        }

        return new GrainHost(host, home);
    }

    public async ValueTask KillSiloAsync(string silo)
    {
        if (!Silos.Contains(silo, StringComparer.Ordinal))
        {
            throw new ArgumentException($"no silo '{silo}' runs; expected one of {string.Join(", ", Silos)}", nameof(silo));
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
