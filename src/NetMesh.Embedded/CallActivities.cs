using System.Diagnostics;
using NetMesh.GrainModel.Calls;

namespace NetMesh.Embedded;

/// <summary>
/// Activities of grain calls: source <c>NetMesh.Embedded</c>. A call that something traced makes, and waits for, has one from its beginning in the grain to its
/// end; calls that nothing traced makes have none, nor have one-way calls: those are the traffic between hosts, frame by frame. Calls that are queued run in nobody's
/// execution context, so a call carries its cause along.
/// </summary>
internal static class CallActivities
{
    private static readonly ActivitySource Source = new("NetMesh.Embedded");

    /// <summary>What makes the call that begins here; null where nothing is traced.</summary>
    public static Activity? Cause => Source.HasListeners() ? Activity.Current : null;

    /// <summary>Runs a call that has a cause, as <see cref="GrainCall.Run"/> does, within an activity of its own.</summary>
    public static bool Run(GrainCall call, object receiver, string grain)
    {
        var here = Activity.Current;
        call.Activity = Begin(call, call.Activity!, grain);
        var ended = call.Run(receiver);
        if (ended)
        {
            End(call);
        }

        Activity.Current = here;
        return ended;
    }

    /// <summary>The call has ended, and holds its outcome.</summary>
    public static void End(GrainCall call)
    {
        if (call.Activity is { } activity)
        {
            if (call.Error is { } error)
            {
                activity.SetStatus(ActivityStatusCode.Error, error.Message);
            }

            // Whoever stops an activity takes on its parent: not here, where others' code goes on.
            var here = Activity.Current;
            activity.Stop();
            Activity.Current = here;
        }
    }

    private static Activity? Begin(GrainCall call, Activity cause, string grain)
    {
        var (service, method) = (call.Method.InterfaceName, call.Method.Name);
        service = service[(service.LastIndexOf('.') + 1)..];
        method = method.IndexOf('(', StringComparison.Ordinal) is var open and > 0 ? method[..open] : method;
        var activity = Source.StartActivity($"{service}/{method}", ActivityKind.Server, cause.Context);
        return activity?.SetTag("rpc.service", service).SetTag("rpc.method", method).SetTag("netmesh.grain", grain);
    }
}
