using System.Collections.Immutable;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Dns.Messages;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;

namespace NetMesh.Protocols.Dns.Changes;

/// <summary>What the owner of a domain wants in the zone above it, as updates of that zone (RFC 2136).</summary>
public static class Delegation
{
    /// <summary>How long a delegation may be remembered, seconds.</summary>
    public const uint Ttl = 3600;

    /// <summary>Delegates a domain to servers, in place of those it had.</summary>
    /// <param name="parent">The zone above.</param>
    /// <param name="domain">The domain.</param>
    /// <param name="servers">Its servers, with an address each where the zone above has to know it: where they have names at or below the domain (glue).</param>
    /// <param name="signers">Its DS records: none for a domain that is not signed.</param>
    public static DnsMessage Register(DomainName parent, DomainName domain, IReadOnlyCollection<(DomainName Name, IPv4Address? Address)> servers, IEnumerable<RecordData> signers)
    {
        var glue = servers.Where(server => server.Address is not null && server.Name.IsAtOrBelow(parent)).ToList();
        return Update(
            parent,
            [],
            [
                Without(domain, RecordType.NS),
                Without(domain, RecordType.DS),
                .. glue.Select(server => server.Name).Distinct().Select(name => Without(name, RecordType.A)),
                .. servers.Select(server => server.Name).Distinct().Select(name => new ResourceRecord(domain, Ttl, RecordData.Of(RecordType.NS, name))),
                .. glue.Select(server => new ResourceRecord(server.Name, Ttl, RecordData.Of(server.Address!.Value))),
                .. signers.Select(signer => new ResourceRecord(domain, Ttl, signer)),
            ]);
    }

    /// <summary>Points at the keys of a domain that is delegated already, in place of those pointed at before.</summary>
    /// <param name="parent">The zone above.</param>
    /// <param name="domain">The domain.</param>
    /// <param name="signers">Its DS records.</param>
    public static DnsMessage Entrust(DomainName parent, DomainName domain, IEnumerable<RecordData> signers) => Update(
        parent,
        [new ResourceRecord(domain, RecordClass.ANY, 0, RecordData.None(RecordType.NS))],
        [Without(domain, RecordType.DS), .. signers.Select(signer => new ResourceRecord(domain, Ttl, signer))]);

    private static ResourceRecord Without(DomainName name, RecordType type) => new(name, RecordClass.ANY, 0, RecordData.None(type));

    private static DnsMessage Update(DomainName zone, ImmutableArray<ResourceRecord> prerequisites, ImmutableArray<ResourceRecord> updates) => new()
    {
        Id = 0,
        Opcode = Opcode.Update,
        Question = new Question(zone, RecordType.SOA),
        Answers = prerequisites,
        Authorities = updates,
    };
}
