using System.Collections.Immutable;
using NetMesh.Protocols.Dns.Messages;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;

namespace NetMesh.Protocols.Dns.Zones;

/// <summary>
/// Asks a zone (RFC 1034 §4.3.2, with RFC 4592 for wildcards and RFC 6672 for DNAME):
/// <list type="number">
/// <item>the name's node, or the nearest above it; if a cut lies at or above it, a referral;</item>
/// <item>below a DNAME, the name it stands for, and on with that;</item>
/// <item>no such node: the wildcard beside it, or no such name;</item>
/// <item>a CNAME: the name it stands for, and on with that, as long as the zone has it;</item>
/// <item>the records of the type, or none of it.</item>
/// </list>
/// </summary>
public ref struct ZoneLookup
{
    /// <summary>Aliases that are followed; of a longer chain the reader sees the part that there is.</summary>
    public const int MostAliases = 16;

    // As everywhere, the addresses of a host.
    private static readonly RecordType[] AddressTypes = [RecordType.A, RecordType.AAAA];

    private readonly Zone zone;
    private readonly RecordType type;
    private readonly ImmutableArray<ResourceRecord>.Builder answers = ImmutableArray.CreateBuilder<ResourceRecord>();
    private readonly ImmutableArray<ResourceRecord>.Builder authorities = ImmutableArray.CreateBuilder<ResourceRecord>();

    private ZoneLookup(Zone zone, RecordType type)
    {
        this.zone = zone;
        this.type = type;
    }

    /// <summary>Asks for a name at or below the zone's own.</summary>
    public static ZoneAnswer Ask(Zone zone, DomainName name, RecordType type)
    {
        var lookup = new ZoneLookup(zone, type);
        return lookup.Ask(name);
    }

    private ZoneAnswer Ask(DomainName name)
    {
        for (var aliases = 0; ; aliases++)
        {
            var node = zone.FindClosest(name);
            var isExact = node.Name.LabelCount == name.LabelCount;
            if (node.Cut is { } cut && !(type == RecordType.DS && isExact && ReferenceEquals(node.Name, cut.Name)))
            {
                authorities.AddRange(cut.Set(RecordType.NS)!.Records);
                return Finish(ResponseCode.NoError, isAuthoritative: answers.Count > 0);
            }

            DomainName? next;
            if (node.Alias is { } alias && !(isExact && ReferenceEquals(alias.Name, node.Name)))
            {
                var dname = alias.Set(RecordType.DNAME)!;
                answers.AddRange(dname.Records);
                next = name.Substitute(alias.Name, dname.Records[0].Data.Name(0));
                if (next is null)
                {
                    return Finish(ResponseCode.YXDomain, isAuthoritative: true);
                }

                // For those who do not know DNAME (RFC 6672 §3.1).
                answers.Add(new ResourceRecord(name, dname.Ttl, RecordData.Of(RecordType.CNAME, next)));
                if (type is RecordType.CNAME or RecordType.ANY)
                {
                    return Finish(ResponseCode.NoError, isAuthoritative: true);
                }
            }
            else
            {
                var wildcard = isExact ? null : node.Name.Child("*"u8) is { } star ? zone.Find(star) : null;
                if (!isExact && wildcard is null)
                {
                    return Deny(ResponseCode.NXDomain);
                }

                node = wildcard ?? node;
                if (node.Set(RecordType.CNAME) is not { } cname || type is RecordType.CNAME or RecordType.ANY)
                {
                    return AnswerFrom(node, name);
                }

                answers.AddRange(cname.For(name).Records);
                next = cname.Records[0].Data.Name(0);
            }

            if (!next.IsAtOrBelow(zone.Name) || aliases == MostAliases || IsBehind(next))
            {
                return Finish(ResponseCode.NoError, isAuthoritative: true);
            }

            name = next;
        }
    }

    // A loop: where it began is answered already.
    private readonly bool IsBehind(DomainName name)
    {
        foreach (var record in answers)
        {
            if (record.Type == RecordType.CNAME && record.Owner.Equals(name))
            {
                return true;
            }
        }

        return false;
    }

    private ZoneAnswer AnswerFrom(ZoneNode node, DomainName name)
    {
        // To "anything?" one set is answer enough (RFC 8482 §4.1): more would serve nobody but those who forge sources.
        var set = type == RecordType.ANY ? node.Sets.FirstOrDefault() : node.Set(type);
        if (set is null)
        {
            return Deny(ResponseCode.NoError);
        }

        answers.AddRange(ReferenceEquals(node.Name, name) ? set.Records : set.For(name).Records);
        return Finish(ResponseCode.NoError, isAuthoritative: true);
    }

    // With the time for which the denial may be kept (RFC 2308 §3).
    private ZoneAnswer Deny(ResponseCode code)
    {
        var soa = zone.Soa;
        authorities.Add(soa with { Ttl = Math.Min(soa.Ttl, soa.Data.Number(6)) });
        return Finish(code, isAuthoritative: true);
    }

    private ZoneAnswer Finish(ResponseCode code, bool isAuthoritative) =>
        new(code, isAuthoritative, answers.ToImmutable(), authorities.ToImmutable(), Addresses());

    // Of hosts that the records name and that the zone has addresses of: its own, and the glue of what it delegates.
    private readonly ImmutableArray<ResourceRecord> Addresses()
    {
        var additionals = ImmutableArray.CreateBuilder<ResourceRecord>();
        var done = new HashSet<DomainName>();
        foreach (var record in answers.Concat(authorities))
        {
            if (record.Type is RecordType.CNAME or RecordType.DNAME or RecordType.PTR || record.Data.Target is not { } target
                || !target.IsAtOrBelow(zone.Name) || !done.Add(target) || zone.Find(target) is not { } host)
            {
                continue;
            }

            foreach (var kind in AddressTypes)
            {
                if (host.Set(kind) is { } set && !answers.Contains(set.Records[0]))
                {
                    additionals.AddRange(set.Records);
                }
            }
        }

        return additionals.ToImmutable();
    }
}
