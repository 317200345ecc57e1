using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using NetMesh.Clock;
using NetMesh.Clusters;
using NetMesh.Commands;
using NetMesh.Control;
using NetMesh.Gateways;
using NetMesh.Gateways.Transport;
using NetMesh.Grains;
using NetMesh.Labs.Telemetry;
using NetMesh.Planet;
using NetMesh.Telemetry;

namespace NetMesh.Planets;

/// <summary>
/// The gateways of a cluster's planet, alone in a process: real clients' streams end here, the programs they talk to live on the cluster's silos. It keeps
/// nothing; as many as are wanted can run.
/// </summary>
internal sealed class RunningGateways : IAsyncDisposable
{
    // Disposed in the opposite order: who takes from the outside first.
    private readonly Stack<IAsyncDisposable> parts = [];
    private GatewayHost? gateways;

    private RunningGateways()
    {
    }

    /// <summary>Waits for the cluster, however long it takes, then opens the gateways.</summary>
    /// <param name="settings">What the user asked for; its seat has no silo.</param>
    /// <param name="gatewayOptions">How the gateways behave.</param>
    /// <param name="cancelled">Gives up waiting.</param>
    /// <exception cref="CommandFailure">A port is taken, or something else that one line can say.</exception>
    public static async Task<RunningGateways> StartAsync(PlanetSettings settings, GatewayOptions gatewayOptions, CancellationToken cancelled)
    {
        var running = new RunningGateways();
        try
        {
            await running.StartPartsAsync(settings, gatewayOptions, cancelled);
            return running;
        }
        catch (Exception e)
        {
            await running.DisposeAsync();
            throw e is GatewayError error ? new CommandFailure(error.ExitCode, error.Message) : e;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (gateways is not null)
        {
            await gateways.StopAsync();
        }

        while (parts.TryPop(out var part))
        {
            await part.DisposeAsync();
        }
    }

    private async Task StartPartsAsync(PlanetSettings settings, GatewayOptions gatewayOptions, CancellationToken cancelled)
    {
        var metrics = new MetricRecorder(hasRuntime: true);
        var map = settings.World.ToMap(settings.Ports, runsHere: false);
        var opened = new GatewayHost(map, gatewayOptions, TimeProvider.System, NullLoggerFactory.Instance);
        parts.Push(opened);
        var clock = new WallClock();
        var host = await GrainHost.StartAsync(
            map,
            "",
            settings.Seat,
            services =>
            {
                services.AddSingleton<IEventClock>(clock);
                services.AddSingleton(clock.TimeProvider);
                services.AddSingleton(settings.Ports);
                services.AddSingleton(opened.Outside);
                services.AddSingleton(settings.World.Names);
                services.AddPrograms(map, settings.World.Network with { Unshaped = !settings.Shapes }, settings.Streams);
            },
            cancelled);
        parts.Push(host);
        if (OtlpExport.Start() is { } export)
        {
            parts.Push(export);
        }

        parts.Push(await ControlServer.StartAsync(settings.ControlPort, settings.MetricsPort, null, metrics));
        gateways = opened;
        await opened.StartAsync(host.Services.GetRequiredService<INetwork>(), host.Grains, cancelled);
    }
}
