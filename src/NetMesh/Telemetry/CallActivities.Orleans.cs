using System.Diagnostics;
using Orleans.CodeGeneration;

namespace NetMesh.Telemetry;

/// <summary>
/// Activities of grain calls, source <c>NetMesh.Orleans</c>: as on the embedded host, a call that something traced makes, and waits for, has one, and no other call
/// has. (Orleans' own propagation begins a trace with every call that has no cause: with every frame between two hosts.) The cause crosses between silos as
/// <c>traceparent</c> in the request context. Only a process that has a collector has these filters, so that calls pay for them nowhere else.
/// </summary>
internal sealed class CallActivities : IOutgoingGrainCallFilter, IIncomingGrainCallFilter
{
    private const string TraceParent = "traceparent";

    private static readonly ActivitySource Source = new("NetMesh.Orleans");

    public Task Invoke(IOutgoingGrainCallContext context)
    {
        if (Activity.Current is { IdFormat: ActivityIdFormat.W3C, Id: { } cause } && !IsOneWay(context))
        {
            RequestContext.Set(TraceParent, cause);
        }
        else
        {
            // What the caller itself was called with is not the cause of this.
            RequestContext.Remove(TraceParent);
        }

        return context.Invoke();
    }

    public Task Invoke(IIncomingGrainCallContext context) =>
        !IsOneWay(context) && RequestContext.Get(TraceParent) is string id && ActivityContext.TryParse(id, null, isRemote: true, out var cause)
            ? RunAsync(context, cause)
            : context.Invoke();

    private static bool IsOneWay(IGrainCallContext context) => context.Request is IRequest request && (request.Options & InvokeMethodOptions.OneWay) != 0;

    private static async Task RunAsync(IIncomingGrainCallContext context, ActivityContext cause)
    {
        using var activity = Source.StartActivity($"{context.Request.GetInterfaceType().Name}/{context.MethodName}", ActivityKind.Server, cause);
        activity?.SetTag("rpc.service", context.Request.GetInterfaceType().Name).SetTag("rpc.method", context.MethodName)
            .SetTag("netmesh.grain", context.TargetId.ToString());
        try
        {
            await context.Invoke();
        }
        catch (Exception error)
        {
            activity?.SetStatus(ActivityStatusCode.Error, error.Message);
            throw;
        }
    }
}
