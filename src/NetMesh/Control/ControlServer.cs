using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using NetMesh.Commands;
using NetMesh.Dashboard;
using NetMesh.Planets;
using NetMesh.Labs.Telemetry;
using NetMesh.Telemetry;

namespace NetMesh.Control;

/// <summary>
/// The planet's control API on the loopback address. What is reachable:
/// <list type="number">
/// <item><c>GET /healthz</c>, <c>GET /metrics</c></item>
/// <item>everything under <c>/api</c>: <see cref="ApiRoutes"/></item>
/// <item><c>GET /</c>: the dashboard, whose pages use all of it</item>
/// </list>
/// Every request passes <see cref="LoopbackOnly"/> first; every failure is JSON with one <c>error</c>. Where the user wants metrics collected from another machine,
/// a second port has <c>GET /metrics</c>, on every address, and nothing else.
/// </summary>
internal sealed class ControlServer : IAsyncDisposable
{
    private readonly WebApplication app;

    private ControlServer(WebApplication app) => this.app = app;

    /// <param name="port">Its port on 127.0.0.1.</param>
    /// <param name="metricsPort">A port for metrics alone, on every address; null: none.</param>
    /// <param name="planet">What it shows; null: gateways alone, of which only health and metrics are shown.</param>
    /// <param name="metrics">The process's numbers.</param>
    /// <exception cref="CommandFailure">A port is in use or forbidden.</exception>
    public static async Task<ControlServer> StartAsync(ushort port, ushort? metricsPort, RunningPlanet? planet, MetricRecorder metrics)
    {
        // The empty builder reads no configuration and watches no files: a quarter of a second at every start.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 1 << 20;
            kestrel.Listen(IPAddress.Loopback, port);
            if (metricsPort is { } open)
            {
                kestrel.Listen(IPAddress.Any, open);
            }
        });
        builder.Services.AddRoutingCore();
        var built = builder.Build();
        built.Use(next => context =>
            context.Connection.LocalPort == metricsPort ? MetricsOnlyAsync(context, next)
            : LoopbackOnly.Refusal(context.Request, port) is { } refusal ? Errors.WriteAsync(context, StatusCodes.Status403Forbidden, refusal)
            : Errors.GuardAsync(context, next));
        built.UseRouting();
        Map(built, planet, metrics);
        try
        {
            await built.StartAsync();
        }
        catch (IOException e) when (e.InnerException is AddressInUseException || e.Message.Contains("in use", StringComparison.Ordinal))
        {
            await built.DisposeAsync();
            throw new CommandFailure(
                ExitCodes.Unusable,
                metricsPort is { } open && e.Message.Contains($":{open}", StringComparison.Ordinal)
                    ? $"port {open} is in use; stop what uses it, or choose another with --metrics-port"
                    : $"port {port} on 127.0.0.1 is in use; stop what uses it, or choose another with --control-port");
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.AccessDenied)
        {
            await built.DisposeAsync();
            throw new CommandFailure(ExitCodes.Unusable, $"port {(port < 1024 ? port : metricsPort)} needs a privilege this user lacks; choose one above 1023");
        }

        return new ControlServer(built);
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
    }

    private static Task MetricsOnlyAsync(HttpContext context, RequestDelegate next) =>
        HttpMethods.IsGet(context.Request.Method) && context.Request.Path == "/metrics"
            ? Errors.GuardAsync(context, next)
            : Errors.WriteAsync(context, StatusCodes.Status404NotFound, "there is only GET /metrics on this port");

    /// <summary>Everything that is reachable.</summary>
    internal static void Map(IEndpointRouteBuilder routes, RunningPlanet? planet, MetricRecorder metrics)
    {
        routes.MapGet("/healthz", context => context.Response.WriteAsync("ok\n"));
        routes.MapGet("/metrics", context =>
        {
            context.Response.ContentType = PrometheusText.ContentType;
            return context.Response.WriteAsync(metrics.Collect(PrometheusText.Write));
        });
        if (planet is null)
        {
            routes.MapFallback(context => Errors.WriteAsync(context, StatusCodes.Status404NotFound, $"there is nothing at {context.Request.Path}"));
            return;
        }

        ApiRoutes.Map(routes, planet);
        // Without a pattern a fallback takes no name with a point in it, and the pages' files have one.
        routes.MapFallback("{*path}", new DashboardFiles(Environment.GetEnvironmentVariable(DashboardFiles.FolderVariable)).ServeAsync);
    }
}
