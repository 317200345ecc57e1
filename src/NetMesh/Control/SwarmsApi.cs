using System.Text.Json;
using Microsoft.AspNetCore.Http;
using NetMesh.Commands;
using NetMesh.Contracts.Swarms;
using NetMesh.Planets;
using NetMesh.Protocols.BitTorrent.Torrents;

namespace NetMesh.Control;

/// <summary><c>/api/swarms</c>: the swarms of the planet, their .torrent files, and the ways to share something new and to join somebody's torrent.</summary>
internal sealed class SwarmsApi(RunningPlanet planet)
{
    public async Task ListAsync(HttpContext context)
    {
        var views = new List<SwarmView>();
        foreach (var swarm in planet.Swarms.All)
        {
            var status = await planet.Grains.GetGrain<ISwarmGrain>(swarm.Name).LookAsync();
            views.Add(new SwarmView(
                swarm.Name, swarm.Torrent.Name, swarm.Torrent.InfoHash.ToString(), MagnetLink.Of(swarm.Torrent).ToString(), swarm.Torrent.Shape.Length,
                swarm.Torrent.Shape.PieceCount, status.Seeding, status.Leeching, status.Away, status.Completions,
                $"http://{context.Request.Host}/api/swarms/{Uri.EscapeDataString(swarm.Name)}/torrent"));
        }

        await context.Response.WriteAsJsonAsync(new SwarmListing(views), ControlJson.Plain.SwarmListing);
    }

    public async Task TorrentAsync(HttpContext context)
    {
        var swarm = Named(planet, context);
        context.Response.ContentType = "application/x-bittorrent";
        context.Response.Headers.ContentDisposition = $"attachment; filename*=UTF-8''{Uri.EscapeDataString(swarm.Torrent.Name)}.torrent";
        await context.Response.BodyWriter.WriteAsync(swarm.Torrent.Encoded, context.RequestAborted);
    }

    /// <summary>The swarm that a request names.</summary>
    /// <exception cref="Refused">There is none.</exception>
    public static PlanetSwarm Named(RunningPlanet planet, HttpContext context)
    {
        var name = (string)context.Request.RouteValues["name"]!;
        return planet.Swarms.Named(name) ?? throw new Refused(StatusCodes.Status404NotFound, $"there is no swarm '{name}' on this planet");
    }

    /// <summary>Answers with a line of JSON ten times a second while it hashes, and a last one with what came of it.</summary>
    public async Task ShareAsync(HttpContext context)
    {
        var request = await Body.ReadAsync(context, ControlJson.Plain.ShareRequest, """{"path": "/home/me/some-big-file", "peers": 8}""");
        if (planet.Swarms.Refusal(request) is { } refusal)
        {
            await Errors.WriteAsync(context, StatusCodes.Status400BadRequest, refusal);
            return;
        }

        context.Response.ContentType = "application/x-ndjson";
        var reached = new ShareStep(0, 0);
        var sharing = planet.Swarms.ShareAsync(request, (hashed, of) => Volatile.Write(ref reached, new ShareStep(hashed, of)), context.RequestAborted);
        while (await Task.WhenAny(sharing, Task.Delay(TimeSpan.FromMilliseconds(100))) != sharing)
        {
            await WriteAsync(Volatile.Read(ref reached));
        }

        try
        {
            var answer = await sharing;
            await WriteAsync(new ShareStep(answer.Length, answer.Length, answer));
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            await WriteAsync(new ShareStep(0, 0, Error: e.Message.ReplaceLineEndings(" ").TrimEnd('.')));
        }

        async Task WriteAsync(ShareStep step)
        {
            await context.Response.WriteAsync(JsonSerializer.Serialize(step, ControlJson.Plain.ShareStep) + "\n", context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
        }
    }

    public async Task JoinAsync(HttpContext context)
    {
        var request = await Body.ReadAsync(context, ControlJson.Plain.JoinRequest, """{"path": "/home/me/some-big-file.torrent", "peers": 8}""");
        try
        {
            await context.Response.WriteAsJsonAsync(await planet.Swarms.JoinAsync(request), ControlJson.Plain.JoinedTorrent);
        }
        catch (CommandFailure failure)
        {
            var status = failure.ExitCode == ExitCodes.Unusable ? StatusCodes.Status400BadRequest : StatusCodes.Status409Conflict;
            await Errors.WriteAsync(context, status, failure.Message);
        }
    }
}
