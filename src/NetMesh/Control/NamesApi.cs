using Microsoft.AspNetCore.Http;
using NetMesh.Contracts.Names;
using NetMesh.Planets;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Dns.Messages;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;

namespace NetMesh.Control;

/// <summary><c>/api/resolutions</c>: a region's resolver looks a name up, and tells the way.</summary>
internal sealed class NamesApi(RunningPlanet planet)
{
    public async Task ResolveAsync(HttpContext context)
    {
        var request = await Body.ReadAsync(context, ControlJson.Plain.ResolveRequest, """{"name": "www.netcinema.com", "type": "A", "from": "eu-west"}""");
        if (!DomainNameText.TryRead(request.Name, DomainName.Root, out var name, out var error))
        {
            throw new Refused(StatusCodes.Status400BadRequest, $"'{request.Name}' is no name: {error}; expected one such as www.netcinema.com");
        }

        if (!RecordTypeText.TryRead(request.Type ?? "A", out RecordType type) || RecordTypeText.IsMeta(type))
        {
            throw new Refused(StatusCodes.Status400BadRequest, $"'{request.Type}' is no type of records; expected one such as A, MX or TYPE65280");
        }

        var (from, resolver) = Resolver(request.From);
        var query = new DnsMessage { Id = 0, Flags = MessageFlags.RecursionDesired, Question = new Question(name, type) };
        var trace = await planet.Grains.GetGrain<INameServerGrain>(resolver.Address.ToString()).TraceAsync(query)
            ?? throw new Refused(StatusCodes.Status404NotFound, $"{resolver.Name} does not look up {query.Question}");
        await context.Response.WriteAsJsonAsync(
            new ResolutionView(
                name.ToString(),
                RecordTypeText.Write(type),
                from,
                resolver.Name,
                trace.Answer.Code.ToString().ToUpperInvariant(),
                [.. trace.Answer.Answers.Select(record => record.ToString())],
                [.. trace.Hops.Select(hop => View(hop, resolver.Address))]),
            ControlJson.Plain.ResolutionView);
    }

    private (string Region, Planet.Hosts.Host Host) Resolver(string? from)
    {
        var region = from is null ? planet.Map.Home
            : planet.Map.Regions.FirstOrDefault(region => region.Label == from)
            ?? throw new Refused(StatusCodes.Status404NotFound, UnknownName.OfRegion(from, [.. planet.Map.Regions.Select(region => region.Label)]));
        var resolvers = planet.World.Resolvers.Select(planet.Map.HostAt).OfType<Planet.Hosts.Host>().ToList();
        var host = resolvers.Find(host => host.Region == region)
            ?? throw new Refused(
                StatusCodes.Status404NotFound,
                $"no host of {region?.Label ?? "this planet"} is a resolver; expected "
                + (resolvers.Count == 0 ? "a world with one, such as worlds/names.yaml" : $"one of {string.Join(", ", resolvers.Select(host => host.Region.Label).Distinct())}"));
        return planet.Faults.IsDown(host.Address)
            ? throw new Refused(StatusCodes.Status409Conflict, $"{host.Name} has no power; netmesh start {host.Name} gives it some")
            : (host.Region.Label, host);
    }

    private HopView View(TracedHop hop, IPv4Address resolver)
    {
        var host = planet.Map.HostAt(planet.Network.SiteOf(hop.Server, resolver));
        return new HopView(
            hop.Server.ToString(), hop.Zone, hop.Name, hop.Type, hop.Outcome, hop.Began.TotalMilliseconds, hop.Took.TotalMilliseconds, host?.Name, host?.Region.Label);
    }
}
