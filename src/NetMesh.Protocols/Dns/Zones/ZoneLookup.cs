using System.Collections.Immutable;
using NetMesh.Protocols.Dns.Messages;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;
using NetMesh.Protocols.Dns.Security;

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
/// To who wants signatures (DO), they come beside each set that the zone signs, and with every "there is none" its proof (RFC 4035 §3.1, RFC 5155 §7.2).
/// </summary>
public ref struct ZoneLookup
{
    /// <summary>Aliases that are followed; of a longer chain the reader sees the part that there is.</summary>
    public const int MostAliases = 16;

    // As everywhere, the addresses of a host.
    private static readonly RecordType[] AddressTypes = [RecordType.A, RecordType.AAAA];

    private readonly Zone zone;
    private readonly RecordType type;
    private readonly bool isSecure;
    private readonly ImmutableArray<ResourceRecord>.Builder answers = ImmutableArray.CreateBuilder<ResourceRecord>();
    private readonly ImmutableArray<ResourceRecord>.Builder authorities = ImmutableArray.CreateBuilder<ResourceRecord>();
    private readonly ZoneDenial? denial;
    private readonly List<RecordSet> proofs = [];

    private ZoneLookup(Zone zone, RecordType type, bool isSecure)
    {
        this.zone = zone;
        this.type = type;
        this.isSecure = isSecure;
        denial = isSecure ? zone.Denial : null;
    }

    /// <summary>Asks for a name at or below the zone's own.</summary>
    /// <param name="zone">The zone.</param>
    /// <param name="name">The name.</param>
    /// <param name="type">The type.</param>
    /// <param name="isSecure">With signatures and proofs, as far as the zone has any.</param>
    public static ZoneAnswer Ask(Zone zone, DomainName name, RecordType type, bool isSecure = false)
    {
        var lookup = new ZoneLookup(zone, type, isSecure);
        return lookup.Ask(name);
    }

    private ZoneAnswer Ask(DomainName name)
    {
        for (var aliases = 0; ; aliases++)
        {
            var node = zone.FindClosest(name);
            var isExact = node.Name.LabelCount == name.LabelCount;
            if (node.IsDelegated && !(type == RecordType.DS && isExact && node.IsCut))
            {
                Refer(node.IsCut ? node : zone.Find(node.Cut)!);
                return Finish(ResponseCode.NoError, isAuthoritative: answers.Count > 0);
            }

            DomainName? next;
            if (node.IsAliased && !(isExact && node.Set(RecordType.DNAME) is not null))
            {
                var dname = zone.Find(node.Alias)!.Set(RecordType.DNAME)!;
                Put(answers, dname);
                next = name.Substitute(node.Alias, dname.Records[0].Data.Name(0));
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
                    Prove(denial?.NoSuchName(name, node.Name));
                    return Deny(ResponseCode.NXDomain);
                }

                var closest = node.Name;
                node = wildcard ?? node;

                // Beside a CNAME stand its own RRSIG and NSEC, which may be asked for (RFC 4035 §2.5).
                if (node.Set(RecordType.CNAME) is not { } cname || node.Set(type) is not null || type == RecordType.ANY)
                {
                    return AnswerFrom(node, name, closest);
                }

                Put(answers, isExact ? cname : cname.For(name));
                Prove(isExact ? null : denial?.NoNearerName(name, closest));
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

    // The zone that begins there, and whether it is signed.
    private readonly void Refer(ZoneNode cut)
    {
        authorities.AddRange(cut.Set(RecordType.NS)!.Records);
        if (isSecure && cut.Set(RecordType.DS) is { } delegationSigner)
        {
            Put(authorities, delegationSigner);
        }
        else
        {
            Prove(denial?.NoSuchType(cut.Name));
        }
    }

    private ZoneAnswer AnswerFrom(ZoneNode node, DomainName name, DomainName closest)
    {
        // To "anything?" one set is answer enough (RFC 8482 §4.1): more would serve nobody but those who forge sources.
        var set = type == RecordType.ANY ? node.Sets.FirstOrDefault() : node.Set(type);
        var isWild = !ReferenceEquals(node.Name, closest);
        if (set is null)
        {
            Prove(isWild ? denial?.NoSuchName(name, closest) : denial?.NoSuchType(name));
            return Deny(ResponseCode.NoError);
        }

        Put(answers, ReferenceEquals(node.Name, name) ? set : set.For(name));
        Prove(isWild ? denial?.NoNearerName(name, closest) : null);
        return Finish(ResponseCode.NoError, isAuthoritative: true);
    }

    // With the time for which the denial may be kept (RFC 2308 §3), which that of the signature does not exceed, either.
    private ZoneAnswer Deny(ResponseCode code)
    {
        var soa = zone.Apex.Set(RecordType.SOA)!;
        var ttl = Math.Min(soa.Ttl, zone.Soa.Data.Number(6));
        authorities.Add(zone.Soa with { Ttl = ttl });
        authorities.AddRange(isSecure ? soa.Signatures.Select(signature => signature with { Ttl = ttl }) : []);
        return Finish(code, isAuthoritative: true);
    }

    private readonly ZoneAnswer Finish(ResponseCode code, bool isAuthoritative)
    {
        foreach (var proof in proofs)
        {
            Put(authorities, proof);
        }

        return new(code, isAuthoritative, answers.ToImmutable(), authorities.ToImmutable(), Addresses());
    }

    private readonly void Put(ImmutableArray<ResourceRecord>.Builder section, RecordSet set)
    {
        section.AddRange(set.Records);
        section.AddRange(isSecure ? set.Signatures : []);
    }

    // Each set once: the gap of a name is often the gap of the wildcard beside it.
    private readonly void Prove(IEnumerable<RecordSet>? sets)
    {
        foreach (var set in sets ?? [])
        {
            if (!proofs.Exists(other => ReferenceEquals(other, set)))
            {
                proofs.Add(set);
            }
        }
    }

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
                    Put(additionals, set);
                }
            }
        }

        return additionals.ToImmutable();
    }
}
