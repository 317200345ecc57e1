using System.Diagnostics;
using NetMesh.Protocols.Addressing;

namespace NetMesh.Gateways.Transport;

/// <summary>
/// Activities of gateways: source <c>NetMesh.Gateways</c>. What a client asks is one, and what grains do for it comes below it; a connection's life is one without
/// anything below: what passes over it is too much. While nobody listens there are none.
/// </summary>
internal static class GatewayActivities
{
    private static readonly ActivitySource Source = new("NetMesh.Gateways");

    /// <summary>Somebody listens.</summary>
    public static bool AreWatched => Source.HasListeners();

    /// <summary>A request of a client; it is the current one from now on.</summary>
    /// <param name="traffic">What is spoken, and where the client stands.</param>
    /// <param name="what">What is asked, in the protocol's word.</param>
    /// <param name="client">The client.</param>
    /// <param name="called">The host that is asked.</param>
    public static Activity? Request(GatewayMetrics.Traffic traffic, string what, Endpoint client, Endpoint called) =>
        Source.HasListeners() ? Start(ActivityKind.Server, traffic, what, client, called) : null;

    /// <summary>A connection with a client. It is never the current one.</summary>
    /// <param name="kind">Which side dialled: <see cref="ActivityKind.Server"/> when the client did.</param>
    /// <inheritdoc cref="Request"/>
    public static Activity? Connection(ActivityKind kind, GatewayMetrics.Traffic traffic, Endpoint client, Endpoint called)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        var here = Activity.Current;
        var activity = Start(kind, traffic, "connection", client, called);
        Activity.Current = here;
        return activity;
    }

    /// <summary>It came to nothing.</summary>
    public static void Fail(this Activity? activity, string reason) => activity?.SetStatus(ActivityStatusCode.Error, reason);

    private static Activity? Start(ActivityKind kind, GatewayMetrics.Traffic traffic, string what, Endpoint client, Endpoint called) =>
        Source.StartActivity($"{traffic.Protocol} {what}", kind)?
            .SetTag("netmesh.protocol", traffic.Protocol).SetTag("netmesh.region", traffic.Region)
            .SetTag("netmesh.client", client.ToString()).SetTag("netmesh.host", called.ToString());
}
