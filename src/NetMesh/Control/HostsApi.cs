using Microsoft.AspNetCore.Http;
using NetMesh.Contracts.Hosts;
using NetMesh.Contracts.Peers;
using NetMesh.Planet.Hosts;
using NetMesh.Planets;
using NetMesh.Protocols.Addressing;

namespace NetMesh.Control;

/// <summary><c>/api/hosts</c> and <c>/api/door</c>: answered from the planet's directory; only a single host's peer is asked what it is doing.</summary>
internal sealed class HostsApi(RunningPlanet planet)
{
    public Task ListAsync(HttpContext context) => context.Response.WriteAsJsonAsync(
        new HostListing([.. planet.Map.Regions.Select(region => region.Label)], [.. planet.Map.Hosts.Select(View)]), ControlJson.Plain.HostListing);

    public async Task ShowAsync(HttpContext context)
    {
        var host = Named(planet.Map, (string)context.Request.RouteValues["name"]!);
        await context.Response.WriteAsJsonAsync(new HostDetail(View(host), await PeerOf(host)), ControlJson.Plain.HostDetail);
    }

    /// <summary>The host with this name or address.</summary>
    /// <exception cref="Refused">There is none.</exception>
    public static Host Named(PlanetMap map, string name) =>
        map.HostNamed(name)
        ?? (IPv4Address.TryParse(name, out var address) ? map.HostAt(address) : null)
        ?? throw new Refused(StatusCodes.Status404NotFound, UnknownName.OfHost(name, map.Hosts.Select(host => host.Name)));

    /// <summary>Where a command enters to be a host, or a client, itself.</summary>
    public Task DoorAsync(HttpContext context) => planet.Door is { } door
        ? context.Response.WriteAsJsonAsync(door, ControlJson.Plain.DoorView)
        : Errors.WriteAsync(context, StatusCodes.Status404NotFound, "commands cannot enter this planet: it said why when it started, or it has no gateways");

    private async Task<PeerView?> PeerOf(Host host)
    {
        if (planet.Faults.IsDown(host.Address) || !HasPeer(planet, host))
        {
            return null;
        }

        var status = await planet.Grains.GetGrain<IPeerGrain>(host.Address.ToString()).LookAsync();
        return new PeerView(
            status.State.ToString().ToLowerInvariant(), status.PiecesHad, status.PieceCount, status.Downloaded, status.Uploaded, status.Connections,
            status.Unchoked, status.PiecesFailed, status.Banned);
    }

    /// <summary>A peer's program listens there.</summary>
    public static bool HasPeer(RunningPlanet planet, Host host) =>
        KnownServices.On(planet.Map, planet.Ports, host.Address).Any(service => service.Name == ServiceNames.Peer);

    private HostView View(Host host) => new(
        host.Name,
        host.Address.ToString(),
        host.Region.Label,
        planet.Faults.IsDown(host.Address),
        host.Link.UpBitsPerSecond,
        host.Link.DownBitsPerSecond,
        host.Link.Latency.TotalMilliseconds,
        [.. KnownServices.On(planet.Map, planet.Ports, host.Address).Select(service => new ServiceView(service.Name, service.Port))]);
}
