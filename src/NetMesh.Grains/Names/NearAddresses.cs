using NetMesh.Contracts.Names;
using NetMesh.Planet;
using NetMesh.Planet.Hosts;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Dns.Messages;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;

namespace NetMesh.Grains.Names;

/// <summary>
/// Answers by region, as a CDN's name servers give them: of some names' addresses each client is told only those of the nearest hosts that can be reached from where it is,
/// and all of them when none can. A client is where its address is, which is its resolver's as a rule, or the network for which it says to ask (RFC 7871).
/// </summary>
internal sealed class NearAddresses(IEnumerable<ZonePlan> zones, PlanetMap map, INetwork network)
{
    private readonly HashSet<DomainName> names = [.. zones.SelectMany(zone => zone.Nearest)];

    /// <summary>It is the answer to everybody: nothing in it is told to some clients only.</summary>
    public bool IsForAll(DnsMessage answer) => names.Count == 0 || answer.Answers.All(record => !IsByRegion(record));

    /// <summary>The answer to one client.</summary>
    /// <param name="query">What it asked.</param>
    /// <param name="answer">The answer with all addresses.</param>
    /// <param name="client">Its address.</param>
    public DnsMessage For(DnsMessage query, DnsMessage answer, IPv4Address client)
    {
        if (IsForAll(answer))
        {
            return answer;
        }

        var subnet = QueryOptions.TryRead(query.Edns)?.Subnet;
        var place = subnet?.Prefix is { Length: > 0 } network ? network.Network : client;
        var told = answer.With([.. answer.Answers.Where(record => !IsByRegion(record)), .. Near(answer.Answers.Where(IsByRegion), place)]);
        return subnet is not null && answer.Edns is { } edns ? told.With(edns.With((subnet with { ScopeLength = ScopeOf(subnet) }).ToOption())) : told;
    }

    private bool IsByRegion(ResourceRecord record) => record.Type == RecordType.A && names.Contains(record.Owner);

    private IEnumerable<ResourceRecord> Near(IEnumerable<ResourceRecord> records, IPv4Address client)
    {
        var far = records.Select(record => (record, distance: network.Distance(client, network.SiteOf(record.Data.Address, client)))).ToList();
        var least = far.Min(it => it.distance);
        return far.Where(it => it.distance == least).Select(it => it.record);
    }

    // What was said holds for all of the region; outside of all of them, for all who are.
    private byte ScopeOf(ClientSubnet subnet) => subnet.Prefix is { Length: > 0 } prefix && map.RegionOf(prefix.Network) is { } region ? (byte)region.Prefix.Length : (byte)0;
}
