using Microsoft.Extensions.Logging;
using NetMesh.GrainModel.Calls;

namespace NetMesh.Embedded;

/// <summary>What the host has to say when nobody else hears of it.</summary>
internal sealed partial class HostLog(ILogger logger)
{
    public void OneWayFailed(Exception error, GrainCall call) =>
        OneWayFailed(error, call.Method.ToString(), call.Target?.GrainId.ToString() ?? call.Runner?.ToString() ?? "a grain");

    [LoggerMessage(1, LogLevel.Warning, "{Method} on {Grain} failed, and nobody waits for it")]
    private partial void OneWayFailed(Exception error, string method, string grain);

    [LoggerMessage(2, LogLevel.Warning, "{Grain} could not be activated")]
    public partial void ActivationFailed(Exception error, GrainId grain);

    [LoggerMessage(3, LogLevel.Warning, "{Grain} failed in its deactivation")]
    public partial void DeactivationFailed(Exception error, GrainId grain);

    [LoggerMessage(4, LogLevel.Warning, "{Part} of silo {Silo} failed to stop")]
    public partial void StopFailed(Exception error, Type part, string silo);
}
