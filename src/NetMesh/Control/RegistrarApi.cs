using Microsoft.AspNetCore.Http;
using NetMesh.Contracts.Hosts;
using NetMesh.Contracts.Names;
using NetMesh.Planets;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Dns.Changes;
using NetMesh.Protocols.Dns.Messages;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;
using Endpoint = NetMesh.Protocols.Addressing.Endpoint;

namespace NetMesh.Control;

/// <summary><c>/api/registrations</c>: a registrar puts a domain into the zone above it, once its servers answer for it.</summary>
internal sealed class RegistrarApi(RunningPlanet planet)
{
    private const string Example = """{"name": "networkutopia.com", "servers": [{"name": "dns1.networkutopia.com", "address": "127.16.3.1"}]}""";

    private NamePlan Names => planet.World.Names;

    public async Task RegisterAsync(HttpContext context)
    {
        var request = await Body.ReadAsync(context, ControlJson.Plain.RegisterRequest, Example);
        var domain = NameIn(request.Name, "a domain such as networkutopia.com");
        if (Names.ParentOf(domain) is not { IsRegistry: true } registry)
        {
            var open = Names.Zones.Where(zone => zone.IsRegistry).Select(zone => zone.Name.ToString()).ToList();
            throw new Refused(
                StatusCodes.Status404NotFound,
                $"nobody registers names like {domain} here; expected one below "
                + (open.Count == 0 ? "a zone with 'registry: true', such as worlds/names.yaml has" : string.Join(", ", open)));
        }

        var servers = (request.Servers ?? []).Select(ServerIn).ToList();
        if (servers.Count == 0)
        {
            throw new Refused(StatusCodes.Status400BadRequest, $"{domain} without servers; expected at least one, as in {Example}");
        }

        var signers = (request.Ds ?? []).Select(SignerIn).ToList();
        if (!request.Unchecked)
        {
            foreach (var server in servers)
            {
                await CheckAsync(domain, server, registry);
            }
        }

        var update = Delegation.Register(registry.Name, domain, servers, signers);
        var code = await planet.Grains.OwnerOf(registry.Name).UpdateAsync(update);
        if (code != ResponseCode.NoError)
        {
            throw new Refused(StatusCodes.Status409Conflict, $"{registry.Name} does not take {domain}: {code.ToString().ToUpperInvariant()}");
        }

        // A domain whose keys the planet has tells them to the zone above by itself; now it is there to be told of.
        if (signers.Count == 0 && Names.ZoneOf(domain) is { Signing: not ZoneSigning.None })
        {
            await planet.Grains.OwnerOf(domain).WakeAsync();
        }

        await context.Response.WriteAsJsonAsync(
            new RegistrationView(domain.ToString(), registry.Name.ToString(), [.. servers.Select(server => $"{server.Name}={server.Address}")]), ControlJson.Plain.RegistrationView);
    }

    // The registry does not delegate to servers that know nothing of it.
    private async Task CheckAsync(DomainName domain, (DomainName Name, IPv4Address? Address) server, ZonePlan registry)
    {
        var sites = planet.Map.SitesOf(server.Address!.Value);
        var address = (sites.FirstOrDefault(site => !planet.Faults.IsDown(site.Address)) ?? sites.FirstOrDefault())?.Address ?? server.Address.Value;
        if (planet.Map.ServiceAt(new Endpoint(address, planet.Ports.RealPort(ServiceNames.NameServerPort)))?.Name != ServiceNames.NameServer || planet.Faults.IsDown(address))
        {
            throw new Refused(StatusCodes.Status409Conflict, $"{server.Name} at {address} does not answer; expected a name server with power, or --unchecked");
        }

        var query = new DnsMessage { Id = 0, Question = new Question(domain, RecordType.SOA) };
        var answer = await planet.Grains.GetGrain<INameServerGrain>(address.ToString()).AnswerAsync(new Endpoint(registry.Servers[0], ServiceNames.NameServerPort), query);
        if (answer is not { Code: ResponseCode.NoError } || !answer.Flags.HasFlag(MessageFlags.Authoritative))
        {
            throw new Refused(StatusCodes.Status409Conflict, $"{server.Name} at {address} does not serve {domain}; expected a server that has the zone, or --unchecked");
        }
    }

    internal static DomainName NameIn(string text, string expected) => DomainNameText.TryRead(text, DomainName.Root, out var name, out var error)
        ? name
        : throw new Refused(StatusCodes.Status400BadRequest, $"'{text}' is no name: {error}; expected {expected}");

    private static (DomainName Name, IPv4Address? Address) ServerIn(NamedServer server) => IPv4Address.TryParse(server.Address, out var address)
        ? (NameIn(server.Name, "a server such as dns1.networkutopia.com"), address)
        : throw new Refused(StatusCodes.Status400BadRequest, $"'{server.Address}' is no address; expected one such as 127.16.3.1");

    private static RecordData SignerIn(string text) => RecordDataText.TryRead(
        RecordType.DS, [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => new TextToken(word))], DomainName.Root, out var data, out var error)
        ? data
        : throw new Refused(StatusCodes.Status400BadRequest, $"'{text}' is no DS: {error}; expected key tag, algorithm, digest type and digest, such as 60485 13 2 D4B7…");
}
