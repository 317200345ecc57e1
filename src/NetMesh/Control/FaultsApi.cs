using Microsoft.AspNetCore.Http;
using NetMesh.Planet.Faults;
using NetMesh.Planet.Hosts;
using NetMesh.Planets;

namespace NetMesh.Control;

/// <summary><c>/api/faults</c>, and power off and on: breaks and heals the planet while traffic runs. Every answer is what is broken afterwards.</summary>
internal sealed class FaultsApi(RunningPlanet planet)
{
    public Task ListAsync(HttpContext context) => AnswerAsync(context);

    public async Task PartitionAsync(HttpContext context)
    {
        var pair = await Body.ReadAsync(context, ControlJson.Plain.RegionPair, """{"a": "us-east", "b": "eu-west"}""");
        MustBeRegions(pair.A, pair.B);
        await ChangeAsync(context, board => board.Partition(pair.A, pair.B));
    }

    public async Task IsolateAsync(HttpContext context)
    {
        var named = await Body.ReadAsync(context, ControlJson.Plain.RegionNamed, """{"region": "sa-east"}""");
        MustBeRegions(named.Region);
        await ChangeAsync(context, board => board.Isolate(named.Region));
    }

    public async Task DegradeAsync(HttpContext context)
    {
        var path = await Body.ReadAsync(context, ControlJson.Plain.PathSlowing, """{"a": "us-east", "b": "eu-west", "latencyFactor": 3}""");
        MustBeRegions(path.A, path.B);
        MustBe(path.LatencyFactor is > 0 and <= PathSlowing.Most, $"latencyFactor is {path.LatencyFactor}; expected a number above 0 and up to {PathSlowing.Most}");
        await ChangeAsync(context, board => board.Degrade(path.A, path.B, now => now with { LatencyFactor = path.LatencyFactor }));
    }

    public async Task LoseAsync(HttpContext context)
    {
        var path = await Body.ReadAsync(context, ControlJson.Plain.PathLoss, """{"a": "us-east", "b": "eu-west", "extraLoss": 0.05}""");
        MustBeRegions(path.A, path.B);
        MustBe(path.ExtraLoss is >= 0 and <= 1, $"extraLoss is {path.ExtraLoss}; expected a number from 0 to 1");
        await ChangeAsync(context, board => board.Degrade(path.A, path.B, now => now with { ExtraLoss = path.ExtraLoss }));
    }

    public async Task LinkAsync(HttpContext context)
    {
        var link = await Body.ReadAsync(context, ControlJson.Plain.DegradedLink, """{"host": "office-1.us-east", "rateFactor": 0.1}""");
        var host = HostNamed(link.Host);
        MustBe(link.RateFactor is > 0 and <= 1, $"rateFactor is {link.RateFactor}; expected a number above 0 and up to 1");
        MustBe(host.Link is not { UpBitsPerSecond: 0, DownBitsPerSecond: 0 }, $"the link of {host.Name} has no rate of which there could be a share: it is unlimited");
        await ChangeAsync(context, board =>
        {
            if (link.RateFactor == 1)
            {
                board.HealLink(host.Address);
            }
            else
            {
                board.DegradeLink(host.Address, link.RateFactor);
            }
        });
    }

    public async Task HealAsync(HttpContext context)
    {
        switch (await Body.ReadAsync(context, ControlJson.Plain.Healing, """{"region": "sa-east"}"""))
        {
            case { A: null, B: null, Region: null, Host: null }:
                await ChangeAsync(context, board => board.HealAll());
                break;
            case { A: { } a, B: { } b, Region: null, Host: null }:
                MustBeRegions(a, b);
                await ChangeAsync(context, board => board.Heal(a, b));
                break;
            case { A: null, B: null, Region: { } region, Host: null }:
                MustBeRegions(region);
                await ChangeAsync(context, board => board.Heal(region));
                break;
            case { A: null, B: null, Region: null, Host: { } name }:
                var host = HostNamed(name);
                await ChangeAsync(context, board => board.Heal(host.Address));
                break;
            default:
                throw new Refused(StatusCodes.Status400BadRequest, "it is not clear what to heal; expected a and b, or region, or host, or none of them for all");
        }
    }

    public async Task KillAsync(HttpContext context)
    {
        var host = HostNamed((string)context.Request.RouteValues["name"]!);
        await ChangeAsync(context, board => board.TakeDown(host.Address));
    }

    public async Task StartAsync(HttpContext context)
    {
        var host = HostNamed((string)context.Request.RouteValues["name"]!);
        await ChangeAsync(context, board => board.BringUp(host.Address));
    }

    private async Task ChangeAsync(HttpContext context, Action<FaultBoard> change)
    {
        if (planet.Faults.Refusal is { } refusal)
        {
            throw new Refused(StatusCodes.Status409Conflict, refusal);
        }

        await planet.Faults.ChangeAsync(change);
        await AnswerAsync(context);
    }

    private Task AnswerAsync(HttpContext context) => context.Response.WriteAsJsonAsync(planet.Faults.Listing, ControlJson.Plain.FaultListing);

    private Host HostNamed(string name)
    {
        var host = HostsApi.Named(planet.Map, name);
        return planet.Faults.RefusalOf(host) is { } refusal ? throw new Refused(StatusCodes.Status409Conflict, refusal) : host;
    }

    private void MustBeRegions(params ReadOnlySpan<string> labels)
    {
        var known = planet.Map.Regions.Select(region => region.Label).ToList();
        foreach (var label in labels)
        {
            if (!known.Contains(label))
            {
                throw new Refused(StatusCodes.Status404NotFound, UnknownName.OfRegion(label, known));
            }
        }
    }

    private static void MustBe(bool isRight, FormattableString otherwise)
    {
        if (!isRight)
        {
            throw new Refused(StatusCodes.Status400BadRequest, FormattableString.Invariant(otherwise));
        }
    }
}
