using System.Collections.Immutable;
using System.Text;
using NetMesh.Protocols.Dns.Messages;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;
using NetMesh.Protocols.Dns.Security;
using NetMesh.Protocols.Dns.Zones;

namespace NetMesh.Interop.Tests.Names;

/// <summary>Where other servers go ways of their own, each looked into and found to be theirs: what is left of two answers when that is set aside.</summary>
internal static class OthersWays
{
    /// <summary>Both answers without what is the other server's own way.</summary>
    /// <param name="program">The other server.</param>
    /// <param name="zone">What both have.</param>
    public static (DnsMessage Ours, DnsMessage Theirs) SetAside(string program, DnsMessage ours, DnsMessage theirs, Zone zone)
    {
        if (program == "named" && theirs.Code == ResponseCode.ServFail && IsCircle(ours))
        {
            // A circle of aliases is a failure to BIND, which tells it all the same.
            theirs = With(theirs, ours.Code, theirs.Answers, theirs.Authorities);
        }

        if (program == "knotd" && theirs.Answers.Length > ours.Answers.Length && IsCircle(ours))
        {
            // Of a wildcard that stands for itself Knot tells the alias twice.
            theirs = With(theirs, theirs.Code, [.. theirs.Answers.Distinct()], theirs.Authorities);
        }

        // The name in whose stead something is denied that it has, or a wildcard has for it.
        var denied = Names(ours).Last();
        if (program == "knotd" && ours.Code == ResponseCode.NXDomain && theirs.Code == ours.Code && theirs.Authorities.IsEmpty && zone.FindClosest(denied).Sets.IsEmpty)
        {
            // A name under one that is there only because of delegations that were left out (RFC 5155 §6): Knot says that it is not there, and proves nothing, nor is it sure.
            theirs = ours;
        }

        if (program == "knotd" && ours.Code == ResponseCode.NoError && Names(ours).Any(name => name.IsWildcard && name.IsAtOrBelow(zone.Name) && !zone.FindClosest(name).Name.Equals(name)))
        {
            // Where a name that begins with an asterisk is not there and a wildcard further up stands for it, Knot takes it for the wildcard itself: nothing shows that the name is not
            // there (RFC 4035 §3.1.3.3, RFC 5155 §7.2.6 want it). A validator finds that wrong.
            ours = Denials(ours).Except(Denials(theirs)).Aggregate(ours, (left, owner) => Without(left, owner));
        }

        return ours.Edns is not { IsDnssecOk: true } || ours.Code != ResponseCode.NoError || !denied.IsAtOrBelow(zone.Name) || ours.Authorities.FirstOrDefault()?.Type != RecordType.SOA
            ? (ours, theirs)
            : program switch
            {
                "nsd" => OfNsd(ours, theirs, zone, denied),
                "knotd" => OfBareWildcard(ours, theirs, zone, denied),
                _ => OfBind(ours, theirs, zone, denied),
            };
    }

    /// <summary>What was asked for, and what that stands for, up to the last.</summary>
    public static IEnumerable<DomainName> Names(DnsMessage message) =>
        message.Answers.Where(record => record.Type == RecordType.CNAME).Select(record => record.Data.Name(0)).Prepend(message.Question!.Name);

    // That a wildcard lacks the type NSD proves in another way with NSEC3. Where the wildcard stands for another name it leaves out the closest encloser, which
    // RFC 5155 §7.2.5 wants; where the wildcard itself is asked for it adds one that nobody wants (§7.2.3). There both must agree on the rest.
    private static (DnsMessage Ours, DnsMessage Theirs) OfNsd(DnsMessage ours, DnsMessage theirs, Zone zone, DomainName denied)
    {
        if (Hashing(zone) is not { } parameters)
        {
            return (ours, theirs);
        }

        // Of a name that is there only because of delegations that were left out, NSD shows no gap (RFC 5155 §7.2.4 wants it) when it is asked for DS.
        if (ours.Question!.Type == RecordType.DS && zone.Find(denied) is { Sets.IsEmpty: true }
            && Denials(ours).Except(Denials(theirs)).ToList() is [var gap])
        {
            return (Without(ours, gap), theirs);
        }

        var closest = zone.FindClosest(denied).Name;
        var encloser = Hashed(zone, parameters, closest.Equals(denied) ? closest.Parent : closest);
        var isExtra = denied.IsWildcard && !ours.Authorities.Any(record => record.Owner.Equals(encloser));
        return closest.Equals(denied) ? (ours, isExtra ? Without(theirs, encloser) : theirs) : (Without(ours, encloser, isThere: true), Without(theirs, encloser));
    }

    private static (DnsMessage Ours, DnsMessage Theirs) OfBind(DnsMessage ours, DnsMessage theirs, Zone zone, DomainName denied) =>
        Hashing(zone) is null ? OfBareWildcard(ours, theirs, zone, denied) : (ours, theirs);

    // Where the wildcard that stands for a name has names below it and no records itself, Knot and BIND do not tell what shows it (RFC 4035 §3.1.3.4 and RFC 5155 §7.2.5
    // want it).
    private static (DnsMessage Ours, DnsMessage Theirs) OfBareWildcard(DnsMessage ours, DnsMessage theirs, Zone zone, DomainName denied) =>
        zone.FindClosest(denied).Name is var closest && !closest.Equals(denied) && zone.Find(closest.Child("*"u8)!) is { Sets.IsEmpty: true }
            && Denials(ours).Except(Denials(theirs)).ToList() is [var left]
            ? (Without(ours, left), theirs)
            : (ours, theirs);

    private static IEnumerable<DomainName> Denials(DnsMessage message) => message.Authorities.Where(record => record.Type is RecordType.NSEC or RecordType.NSEC3).Select(record => record.Owner);

    private static bool IsCircle(DnsMessage answer) =>
        answer.Answers.LastOrDefault(record => record.Type == RecordType.CNAME) is { } last && answer.Answers.Any(record => record.Owner.Equals(last.Data.Name(0)));

    private static Nsec3Parameters? Hashing(Zone zone) => zone.Apex.Set(RecordType.NSEC3PARAM) is { } set ? Nsec3Parameters.Of(set.Records[0].Data) : null;

    private static DomainName Hashed(Zone zone, Nsec3Parameters parameters, DomainName name) => zone.Name.Child(Encoding.ASCII.GetBytes(Base32Hex.Write(parameters.Hash(name))))!;

    // The denial of this owner, with its signatures; the zone's own name may have a SOA beside it.
    private static DnsMessage Without(DnsMessage message, DomainName owner, bool isThere = false)
    {
        Assert.True(!isThere || Denials(message).Contains(owner), $"{message.Question}: no {owner}");
        return With(message, message.Code, message.Answers, [.. message.Authorities.Where(record => !record.Owner.Equals(owner) || IsOfSoa(record))]);
    }

    private static bool IsOfSoa(ResourceRecord record) =>
        record.Type == RecordType.SOA || (record.Type == RecordType.RRSIG && new SignatureFields(record.Data).Covered == RecordType.SOA);

    private static DnsMessage With(DnsMessage message, ResponseCode code, ImmutableArray<ResourceRecord> answers, ImmutableArray<ResourceRecord> authorities) => new()
    {
        Id = message.Id,
        Flags = message.Flags,
        Code = code,
        Question = message.Question,
        Answers = answers,
        Authorities = authorities,
        Additionals = message.Additionals,
        Edns = message.Edns,
    };
}
