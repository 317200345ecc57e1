using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using NetMesh.Planet;
using NetMesh.Planet.Hosts;
using NetMesh.Protocols.Addressing;

namespace NetMesh.Gateways.Transport;

/// <summary>
/// The door every TCP connection of a real client comes in by, whatever it speaks:
/// <list type="number">
/// <item>The connection's local address says which host was called, of an anycast address the site near the client; the directory must list the gateway's service there.</item>
/// <item>The source address says in which region the client stands, and counts against the limits.</item>
/// <item>Then the protocol takes over, with both as an <see cref="EnteredConnection"/> among the connection's features.</item>
/// </list>
/// Whoever is turned away gets a TCP reset, as from a host where nothing listens, and is counted.
/// </summary>
/// <param name="protocol">What is spoken there, for metrics.</param>
/// <param name="service">The service that the called host must have; null: whatever answers there.</param>
/// <param name="trips">Say which site of an anycast address a client gets to; null: there are none.</param>
/// <param name="listed">The port under which the directory lists what is called here; null: the one that is called.</param>
/// <param name="standsAt">Where everybody stands who comes in here; null: where his source address says.</param>
public sealed class StreamEntrance(
    string protocol, string? service, PlanetMap map, ConnectionLimits limits, GatewayMetrics metrics, RoundTrips? trips = null, ushort? listed = null, IPv4Address? standsAt = null)
{
    /// <summary>Runs <paramref name="next"/> for a connection that may enter.</summary>
    public async Task EnterAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        if (!Endpoint.TryFrom(connection.LocalEndPoint, out var called) || !Endpoint.TryFrom(connection.RemoteEndPoint, out var client))
        {
            Refuse(connection, RefusalReasons.NotOnPlanet, "none");
            return;
        }

        client = standsAt is { } address ? new Endpoint(address, client.Port) : client;
        var calledAs = called.Address;
        called = trips?.SiteOf(called, client) ?? called;
        called = listed is { } port ? new Endpoint(called.Address, port) : called;
        var region = map.RegionLabel(client.Address);
        if (service is not null && map.ServiceAt(called)?.Name != service)
        {
            Refuse(connection, RefusalReasons.NoSuchService, region);
            return;
        }

        if (limits.TryEnter(client.Address, () => Refuse(connection, RefusalReasons.Displaced, region), out var reason) is not { } place)
        {
            Refuse(connection, reason!, region);
            return;
        }

        var traffic = metrics.Of(protocol, region);
        traffic.Opened();
        try
        {
            connection.Features.Set(new EnteredConnection(client, called, traffic) { CalledAs = calledAs });
            await next(connection);
        }
        catch (Exception error) when (!error.IsBrokenConnection())
        {
            // Kestrel logs it and ends the connection; here it is counted.
            traffic.Refused(RefusalReasons.Failed);
            throw;
        }
        finally
        {
            limits.Leave(place);
            traffic.Closed();
        }
    }

    private void Refuse(ConnectionContext connection, string reason, string region)
    {
        metrics.Refused(protocol, reason, region);

        // Closed with unsent time 0 a socket answers with RST; Kestrel's own way out would begin with FIN, which reads as "served, and done".
        connection.Features.Get<IConnectionSocketFeature>()?.Socket.Close(0);
        connection.Abort(new ConnectionAbortedException(reason));
    }
}

/// <summary>A connection that was let in.</summary>
/// <param name="Client">The real client, where it stands on the planet.</param>
/// <param name="Called">The host of the planet it called.</param>
/// <param name="Traffic">Counters of its protocol and region.</param>
public sealed record EnteredConnection(Endpoint Client, Endpoint Called, GatewayMetrics.Traffic Traffic)
{
    /// <summary>The address by which the host was called: another than its own where it is one site of several.</summary>
    public IPv4Address CalledAs { get; init; } = Called.Address;

    /// <summary>The round trip that setting up a connection takes on the planet has been waited for.</summary>
    public bool IsSetUp { get; set; }

    /// <summary>
    /// For a client that waits to hear what became of its call: told once the called host has answered (true), or has not (false), before anything else is written.
    /// </summary>
    public Func<bool, ValueTask>? Answered { get; init; }
}

/// <summary>Regions as metrics name them.</summary>
public static class RegionLabels
{
    /// <summary>The label of the region an address stands in, the home region for one outside all of them; <c>none</c> on a planet without regions.</summary>
    public static string RegionLabel(this PlanetMap map, IPv4Address address) => (map.RegionOf(address) ?? map.Home)?.Label ?? "none";
}
