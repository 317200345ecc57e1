using NetMesh.Commands;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;

namespace NetMesh.Telemetry;

/// <summary>
/// Sends the process's numbers to a collector over OTLP, where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> names one. OpenTelemetry's other variables hold, too:
/// <c>OTEL_EXPORTER_OTLP_PROTOCOL</c> (gRPC without it), <c>OTEL_METRIC_EXPORT_INTERVAL</c>, <c>OTEL_RESOURCE_ATTRIBUTES</c>. A collector that does not answer
/// disturbs nobody.
/// </summary>
internal sealed class OtlpExport : IAsyncDisposable
{
    private const string Variable = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private readonly MeterProvider provider;

    private OtlpExport(MeterProvider provider) => this.provider = provider;

    /// <summary>Null where no collector is named.</summary>
    /// <exception cref="CommandFailure">The collector's name is not a URL.</exception>
    public static OtlpExport? Start()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } endpoint)
        {
            return null;
        }

        // The exporter itself would go to a collector on this machine instead, without a word.
        if (!Uri.TryCreate(endpoint, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
        {
            throw new CommandFailure(ExitCodes.Unusable, $"{Variable} is '{endpoint}'; expected a URL such as http://127.0.0.1:4317");
        }

        // What the environment says of the service comes last, and wins.
        var resource = ResourceBuilder.CreateEmpty().AddService("netmesh").AddTelemetrySdk().AddEnvironmentVariableDetector();
        return new OtlpExport(Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource).AddMeter("NetMesh.*").AddOtlpExporter().Build());
    }

    /// <summary>Sends what is left; gives a collector that does not answer five seconds.</summary>
    public ValueTask DisposeAsync()
    {
        provider.Dispose();
        return ValueTask.CompletedTask;
    }
}
