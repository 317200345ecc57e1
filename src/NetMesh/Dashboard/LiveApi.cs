using Microsoft.AspNetCore.Http;
using NetMesh.Control;
using NetMesh.Planets;

namespace NetMesh.Dashboard;

/// <summary><c>/api/world</c> and the live feeds.</summary>
internal sealed class LiveApi(RunningPlanet planet)
{
    public Task WorldAsync(HttpContext context)
    {
        var map = planet.Map;
        var hosts = map.Hosts.CountBy(host => host.Region).ToDictionary();
        return context.Response.WriteAsJsonAsync(
            new WorldView(
                planet.World.Name, planet.Seed, map.Home?.Label,
                [
                    .. map.Regions.Select(region => new RegionView(
                        region.Label, region.Latitude, region.Longitude, region.Prefix.ToString(), hosts.GetValueOrDefault(region), map.Carried.Contains(region))),
                ]),
            ControlJson.Plain.WorldView);
    }

    public Task PlanetAsync(HttpContext context) => ShowAsync(context, "planet", () => new PlanetTopic(planet.Live));

    public Task SwarmAsync(HttpContext context)
    {
        var swarm = SwarmsApi.Named(planet, context);
        return ShowAsync(context, $"swarm {swarm.Name}", () => new SwarmTopic(planet.Live, swarm));
    }

    private async Task ShowAsync(HttpContext context, string name, Func<ILiveTopic> topic)
    {
        using var viewer = planet.Feed.Join(name, topic);
        if (viewer is null)
        {
            await Errors.WriteAsync(
                context, StatusCodes.Status503ServiceUnavailable, $"{LiveFeed.MostViewers} pages and programs look at this planet already; close one of them");
            return;
        }

        await EventStream.SendAsync(context, viewer);
    }
}
