using System.Collections.Immutable;
using NetMesh.Protocols.Dns.Messages;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;
using NetMesh.Protocols.Dns.Security.Validating;

namespace NetMesh.Protocols.Dns.Resolving;

/// <summary>
/// Aggressive use of NSEC (RFC 8198): a proof that one name is not there proves it of all names in its gap, and of those at its ends which types they have not; of these no
/// server need be asked, whoever makes names up. Only what was validated counts. Gaps of hashes (NSEC3) are not kept. Not safe from several threads.
/// </summary>
/// <param name="capacity">Gaps; when there are more, all are forgotten.</param>
public sealed class GapCache(int capacity)
{
    private readonly Dictionary<DomainName, Gaps> byZone = [];
    private int count;

    /// <summary>Learns what a finding proves: nothing, unless it is secure, denies something, and does it with NSEC.</summary>
    public void Learn(Finding finding, TimeSpan now)
    {
        if (finding is not { Verdict.Status: SecurityStatus.Secure, Soa: { } soa } || !finding.Proven.Any(record => record.Type == RecordType.NSEC))
        {
            return;
        }

        if (count >= capacity)
        {
            byZone.Clear();
            count = 0;
        }

        if (!byZone.TryGetValue(soa.Owner, out var gaps))
        {
            byZone[soa.Owner] = gaps = new Gaps();
        }

        // No part is kept for longer than the whole.
        var until = Least(now + TimeSpan.FromSeconds(finding.Ttl), finding.HoldsUntil);
        gaps.Soa = new Gap(soa, SignaturesOf(finding, soa), until);
        foreach (var record in finding.Proven.Where(record => record.Type == RecordType.NSEC && record.Owner.IsAtOrBelow(soa.Owner)))
        {
            var gap = new Gap(record, SignaturesOf(finding, record), until);
            count += gaps.Put(gap) ? 1 : 0;
        }
    }

    /// <summary>The proof that a name, or its type, is not there; null when there is none.</summary>
    public CachedAnswer? Find(DomainName name, RecordType type, TimeSpan now)
    {
        for (var labels = type == RecordType.DS ? name.LabelCount - 1 : name.LabelCount; labels >= 0 && byZone.Count > 0; labels--)
        {
            var zone = name.Ancestor(labels);
            if (byZone.TryGetValue(zone, out var gaps))
            {
                return gaps.Soa.Until > now ? Find(name, type, gaps, zone, now) : null;
            }
        }

        return null;
    }

    private static CachedAnswer? Find(DomainName name, RecordType type, Gaps gaps, DomainName zone, TimeSpan now)
    {
        // Around the name, and around every wildcard that might stand in its place.
        var near = new HashSet<Gap>();
        for (var place = name; place is not null; place = place.LabelCount > zone.LabelCount ? place.Parent : null)
        {
            if ((place.Equals(name) ? name : place.Child("*"u8)) is { } sought && gaps.AtOrBefore(sought, now) is { } gap)
            {
                near.Add(gap);
            }
        }

        var proof = new NsecProof([.. near.Select(gap => gap.Record)]);
        var code = proof.NoSuchName(name) == Denial.Proven ? ResponseCode.NXDomain : ResponseCode.NoError;
        if (code == ResponseCode.NoError && proof.NoSuchType(name, type) != Denial.Proven)
        {
            return null;
        }

        var finding = new Finding(name, code == ResponseCode.NXDomain ? RecordType.None : type, code, [], gaps.Soa.Record)
        {
            Proofs = [.. gaps.Soa.Signatures, .. near.SelectMany(gap => gap.Signatures.Prepend(gap.Record))],
        };
        var until = near.Select(gap => gap.Until).Aggregate(gaps.Soa.Until, Least);

        // That a delegation has no DS says of all that is below it that it is not signed.
        finding.Judge(Verdict.Secure, until, isUnsignedDelegation: type == RecordType.DS && proof.IsDelegation(name));
        return new CachedAnswer(finding, (uint)Math.Ceiling((until - now).TotalSeconds));
    }

    private static ImmutableArray<ResourceRecord> SignaturesOf(Finding finding, ResourceRecord record) =>
        [.. finding.Proofs.Where(other => other.Owner.Equals(record.Owner) && SignatureOf(other) == record.Type)];

    private static RecordType? SignatureOf(ResourceRecord record) =>
        record.Type == RecordType.RRSIG ? new Security.SignatureFields(record.Data).Covered : null;

    private static TimeSpan Least(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private sealed record Gap(ResourceRecord Record, ImmutableArray<ResourceRecord> Signatures, TimeSpan Until);

    // Of a zone, by the names at which they begin.
    private sealed class Gaps
    {
        private readonly Dictionary<DomainName, Gap> byOwner = [];
        private readonly SortedSet<DomainName> owners = [];

        public Gap Soa { get; set; } = null!;

        public bool Put(Gap gap)
        {
            byOwner[gap.Record.Owner] = gap;
            return owners.Add(gap.Record.Owner);
        }

        public Gap? AtOrBefore(DomainName name, TimeSpan now) =>
            owners.GetViewBetween(DomainName.Root, name).Max is { } owner && byOwner[owner] is var gap && gap.Until > now ? gap : null;
    }
}
