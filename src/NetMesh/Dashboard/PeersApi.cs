using Microsoft.AspNetCore.Http;
using NetMesh.Contracts.Peers;
using NetMesh.Control;
using NetMesh.Labs.Telemetry;
using NetMesh.Planets;
using NetMesh.Protocols.Addressing;

namespace NetMesh.Dashboard;

/// <summary>The peers of a swarm, whom they unchoke, and what one of them sees. Asked once per request; nothing is looked at in between.</summary>
internal sealed class PeersApi(RunningPlanet planet)
{
    /// <summary>More make an answer of a megabyte, which a page asks for every other second.</summary>
    private const int MostListed = 1000;

    /// <summary>More have no room in a picture.</summary>
    private const int MostInMatrix = 60;

    public Task PeersAsync(HttpContext context)
    {
        var swarm = SwarmsApi.Named(planet, context);
        var listed = planet.Live.Peers.Ask(
            swarm.Torrent.InfoHash, tally => new SwarmPeers(tally.Members.Count, [.. tally.Members.First(MostListed, planet.Live.Now).Select(View)]));
        return context.Response.WriteAsJsonAsync(listed ?? new SwarmPeers(0, []), ControlJson.Plain.SwarmPeers);
    }

    public Task UnchokesAsync(HttpContext context)
    {
        var swarm = SwarmsApi.Named(planet, context);
        var seen = planet.Live.Peers.Ask(swarm.Torrent.InfoHash, tally => tally.Members.Unchoked(MostInMatrix)) ?? new UnchokedAmong([], []);
        return context.Response.WriteAsJsonAsync(
            new SwarmUnchokes(
                [.. seen.Peers.Select(address => new PeerPlace(address.ToString(), HostAt(address), RegionOf(address)))],
                [.. seen.Pairs.Select(pair => (string[])[pair.By.ToString(), pair.Neighbour.ToString(), pair.Reason.ToString().ToLowerInvariant()])]),
            ControlJson.Plain.SwarmUnchokes);
    }

    public async Task OutlookAsync(HttpContext context)
    {
        var host = HostsApi.Named(planet.Map, (string)context.Request.RouteValues["name"]!);
        if (planet.Faults.IsDown(host.Address) || !HostsApi.HasPeer(planet, host))
        {
            throw new Refused(StatusCodes.Status404NotFound, $"there is no peer on {host.Name}{(planet.Faults.IsDown(host.Address) ? ": it has no power" : "")}");
        }

        var seen = await planet.Grains.GetGrain<IPeerGrain>(host.Address.ToString()).LookAroundAsync();
        var status = seen.Status;
        await context.Response.WriteAsJsonAsync(
            new OwnView(
                Word(status.State), [.. seen.Pieces], status.PieceCount, status.Downloaded, status.Uploaded,
                [
                    .. seen.Neighbours.Select(it => new NeighbourView(
                        it.Address.ToString(), HostAt(it.Address), RegionOf(it.Address), it.Choked, it.Choking, it.Interested, it.Interesting, it.Optimistic,
                        it.Down, it.Received)),
                ]),
            ControlJson.Plain.OwnView);
    }

    private SwarmPeerView View(MemberCount member) => new(
        member.Address.ToString(), HostAt(member.Address), RegionOf(member.Address), Word(member.IsSeed ? PeerState.Seeding : PeerState.Leeching), member.Pieces,
        member.Down, member.Up);

    private static string Word(PeerState state) => state.ToString().ToLowerInvariant();

    private string? HostAt(IPv4Address address) => planet.Map.HostAt(address)?.Name;

    private string? RegionOf(IPv4Address address) => (planet.Map.RegionOf(address) ?? planet.Map.Home)?.Label;
}
