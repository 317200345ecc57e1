using NetMesh.Commands;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace NetMesh.Telemetry;

/// <summary>
/// Sends the process's numbers and traces to a collector over OTLP, where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> names one. OpenTelemetry's other variables hold, too:
/// <c>OTEL_EXPORTER_OTLP_PROTOCOL</c> (gRPC without it), <c>OTEL_METRIC_EXPORT_INTERVAL</c>, <c>OTEL_TRACES_SAMPLER</c>, <c>OTEL_RESOURCE_ATTRIBUTES</c>. A collector
/// that does not answer disturbs nobody. Without one nobody listens, and there are no activities.
/// </summary>
internal sealed class OtlpExport : IAsyncDisposable
{
    private const string Variable = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string Ours = "NetMesh.*";
    private const string OfRuntime = "System.Runtime";

    private readonly MeterProvider meters;
    private readonly TracerProvider traces;

    private OtlpExport(MeterProvider meters, TracerProvider traces) => (this.meters, this.traces) = (meters, traces);

    /// <summary>Whether a collector is named.</summary>
    public static bool IsWanted => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 };

    /// <summary>Null where no collector is named.</summary>
    /// <exception cref="CommandFailure">The collector's name is not a URL.</exception>
    public static OtlpExport? Start()
    {
        if (!IsWanted)
        {
            return null;
        }

        // The exporter itself would go to a collector on this machine instead, without a word.
        var endpoint = Environment.GetEnvironmentVariable(Variable);
        if (!Uri.TryCreate(endpoint, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
        {
            throw new CommandFailure(ExitCodes.Unusable, $"{Variable} is '{endpoint}'; expected a URL such as http://127.0.0.1:4317");
        }

        // What the environment says of the service comes last, and wins.
        var resource = ResourceBuilder.CreateEmpty().AddService("netmesh").AddTelemetrySdk().AddEnvironmentVariableDetector();
        return new OtlpExport(
            Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource).AddMeter(Ours, OfRuntime).AddOtlpExporter().Build(),
            Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).AddSource(Ours).AddOtlpExporter().Build());
    }

    /// <summary>Sends what is left; gives a collector that does not answer five seconds.</summary>
    public async ValueTask DisposeAsync() => await Task.WhenAll(Task.Run(meters.Dispose), Task.Run(traces.Dispose));
}
