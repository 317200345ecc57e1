using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace NetMesh.Control;

/// <summary>
/// What the control API is asked to change is an activity, source <c>NetMesh.Control</c>, and what grains do for it comes below it. Whoever asks may have a trace
/// of his own, and says so in <c>traceparent</c> (W3C Trace Context). What only looks has none: a dashboard looks all the time.
/// </summary>
internal static class ControlActivities
{
    private static readonly ActivitySource Source = new("NetMesh.Control");

    /// <summary>Runs a request whose route is known.</summary>
    public static Task RunAsync(HttpContext context, RequestDelegate next) =>
        Source.HasListeners() && !HttpMethods.IsGet(context.Request.Method) ? RunTracedAsync(context, next) : next(context);

    private static async Task RunTracedAsync(HttpContext context, RequestDelegate next)
    {
        var request = context.Request;
        var route = (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "nothing";
        _ = ActivityContext.TryParse(request.Headers.TraceParent, request.Headers.TraceState, isRemote: true, out var caller);
        using var activity = Source.StartActivity($"{request.Method} {route}", ActivityKind.Server, caller);
        try
        {
            await next(context);
            activity?.SetTag("http.response.status_code", context.Response.StatusCode);
        }
        catch (Exception error)
        {
            activity?.SetStatus(ActivityStatusCode.Error, error.Message);
            throw;
        }
    }
}
