using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using NetMesh.Dashboard;
using NetMesh.Labs.Moments;
using NetMesh.Planets;

namespace NetMesh.Control;

/// <summary>One way into the control API.</summary>
/// <param name="Method">GET or POST.</param>
/// <param name="Path">With its parameters in braces.</param>
/// <param name="Summary">What it does, in one sentence.</param>
/// <param name="Handler">Does it.</param>
/// <param name="Body">What a POST must say; null for a GET.</param>
/// <param name="Answer">What is answered, or each line or event of it; null: no JSON.</param>
/// <param name="MediaType">What the answer is.</param>
internal sealed record ApiRoute(
    string Method, string Path, string Summary, RequestDelegate Handler, JsonTypeInfo? Body, JsonTypeInfo? Answer, string MediaType = "application/json");

/// <summary>
/// Everything under <c>/api</c>, in one list: what is mapped is what <c>GET /api/openapi.json</c> describes. Who adds a route adds a line here.
/// </summary>
internal static class ApiRoutes
{
    public static IReadOnlyList<ApiRoute> Of(RunningPlanet planet)
    {
        var (hosts, swarms, faults, json) = (new HostsApi(planet), new SwarmsApi(planet), new FaultsApi(planet), ControlJson.Plain);
        var (live, peers, recordings) = (new LiveApi(planet), new PeersApi(planet), new RecordingsApi(planet.Recordings));
        var (registrar, zoneKeys) = (new RegistrarApi(planet), new ZoneKeysApi(planet));
        List<ApiRoute> routes =
        [
            Get("/api/hosts", "Lists the planet's hosts.", hosts.ListAsync, json.HostListing),
            Get("/api/hosts/{name}", "Shows one host, by name or address, and what its peer is doing.", hosts.ShowAsync, json.HostDetail),
            Get("/api/hosts/{name}/peer", "Shows what a host's peer itself sees: its pieces, and its neighbours.", peers.OutlookAsync, json.OwnView),
            Post("/api/hosts/{name}/kill", "Takes a host's power: its connections are reset, its program is heard by nobody.", faults.KillAsync, json.Nothing, json.FaultListing),
            Post("/api/hosts/{name}/start", "Gives a host its power back: its program begins anew, with what it keeps.", faults.StartAsync, json.Nothing, json.FaultListing),
            Post("/api/resolutions", "Makes a region's resolver look a name up, and tells the way.", new NamesApi(planet).ResolveAsync, json.ResolveRequest, json.ResolutionView),
            Post("/api/registrations", "Delegates a domain to its servers, in the zone above it, once they answer for it.", registrar.RegisterAsync, json.RegisterRequest, json.RegistrationView),
            Get("/api/zones/{zone}/keys", "Lists the keys of a zone that the planet signs, and where each stands.", zoneKeys.ListAsync, json.ZoneKeyListing),
            Post("/api/zones/{zone}/key-rolls", "Begins to replace a key of a zone: the one that signs its records, or the one that the zone above points at.", zoneKeys.RollAsync, json.KeyRollRequest, json.ZoneKeyListing),
            Post("/api/zones/{zone}/key-rolls/ds", "Says that the zone above, outside of the planet, points at the new key.", zoneKeys.HearOfDelegationAsync, json.Nothing, json.ZoneKeyListing),
            Get("/api/door", "Says where commands enter the planet.", hosts.DoorAsync, json.DoorView),

            Get("/api/swarms", "Lists the planet's swarms.", swarms.ListAsync, json.SwarmListing),
            Post("/api/swarms", "Shares a file or folder: a line of progress ten times a second, then one with what came of it.", swarms.ShareAsync, json.ShareRequest, json.ShareStep) with
            {
                MediaType = "application/x-ndjson",
            },
            Post("/api/swarms/joined", "Makes hosts join somebody's torrent.", swarms.JoinAsync, json.JoinRequest, json.JoinedTorrent),
            Get("/api/swarms/{name}/torrent", "Gives a swarm's .torrent file.", swarms.TorrentAsync, null) with { MediaType = "application/x-bittorrent" },
            Get("/api/swarms/{name}/peers", "Lists the first 1000 peers of a swarm by address, and how fast payload comes and goes; says how many there are.", peers.PeersAsync, json.SwarmPeers),
            Get("/api/swarms/{name}/unchokes", "Says which of the first 60 peers of a swarm keeps which other one unchoked now.", peers.UnchokesAsync, json.SwarmUnchokes),
            Get("/api/swarms/{name}/live", "Shows a swarm live: an event 'start' (of which this is no schema), then once a second an event 'moment'.", live.SwarmAsync, MomentJson.Plain.SwarmMoment) with
            {
                MediaType = EventStream.MediaType,
            },

            Get("/api/world", "Says where the planet's regions are.", live.WorldAsync, json.WorldView),
            Get("/api/live", "Shows the planet live: once a second an event 'planet'.", live.PlanetAsync, json.PlanetMoment) with { MediaType = EventStream.MediaType },
            Get("/api/recordings", "Lists recorded runs of labs in the planet's data folder.", recordings.ListAsync, json.RecordingListing),
            Get("/api/recordings/{name}", "Gives a recorded run: lines of JSON, each a start or a moment.", recordings.ShowAsync, null) with { MediaType = RecordingsApi.MediaType },

            Get("/api/faults", "Lists what is broken.", faults.ListAsync, json.FaultListing),
            Post("/api/faults/partition", "Lets nothing through between two regions.", faults.PartitionAsync, json.RegionPair, json.FaultListing),
            Post("/api/faults/isolate", "Cuts a region off from all others.", faults.IsolateAsync, json.RegionNamed, json.FaultListing),
            Post("/api/faults/degrade", "Makes the path between two regions slower.", faults.DegradeAsync, json.PathSlowing, json.FaultListing),
            Post("/api/faults/loss", "Makes the path between two regions lose more datagrams.", faults.LoseAsync, json.PathLoss, json.FaultListing),
            Post("/api/faults/link", "Makes a host's access link slower.", faults.LinkAsync, json.DegradedLink, json.FaultListing),
            Post("/api/faults/heal", "Heals a pair of regions, a region, a host, or everything.", faults.HealAsync, json.Healing, json.FaultListing),
        ];
        routes.Add(Get("/api/openapi.json", "Describes all of this (OpenAPI 3.1).", context => OpenApiDocument.WriteAsync(context, routes), null));
        return routes;
    }

    public static void Map(IEndpointRouteBuilder routes, RunningPlanet planet)
    {
        foreach (var route in Of(planet))
        {
            routes.MapMethods(route.Path, [route.Method], route.Handler);
        }
    }

    private static ApiRoute Get(string path, string summary, RequestDelegate handler, JsonTypeInfo? answer) =>
        new(HttpMethods.Get, path, summary, handler, null, answer);

    private static ApiRoute Post(string path, string summary, RequestDelegate handler, JsonTypeInfo? body, JsonTypeInfo? answer) =>
        new(HttpMethods.Post, path, summary, handler, body, answer);
}
