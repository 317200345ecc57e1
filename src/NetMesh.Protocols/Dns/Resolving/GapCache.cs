using System.Collections.Immutable;
using NetMesh.Protocols.Dns.Messages;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;
using NetMesh.Protocols.Dns.Security;
using NetMesh.Protocols.Dns.Security.Validating;

namespace NetMesh.Protocols.Dns.Resolving;

/// <summary>
/// Aggressive use of NSEC and NSEC3 (RFC 8198): a proof that one name is not there proves it of all names in its gap, and of those at its ends which types they have not; of
/// these no server need be asked, whoever makes names up. Only what was validated counts, and gaps in which delegations may have been left out (RFC 5155 §6) say nothing. Not
/// safe from several threads.
/// </summary>
/// <param name="capacity">Gaps; when there are more, all are forgotten.</param>
public sealed class GapCache(int capacity)
{
    private readonly Dictionary<DomainName, ZoneGaps> byZone = [];
    private int count;

    /// <summary>Learns what a finding proves: nothing, unless it is secure and denies something.</summary>
    public void Learn(Finding finding, TimeSpan now)
    {
        if (finding is not { Verdict.Status: SecurityStatus.Secure, Soa: { } soa } || LinksOf(finding, soa.Owner).ToList() is not [var first, ..] links)
        {
            return;
        }

        if (count >= capacity)
        {
            byZone.Clear();
            count = 0;
        }

        // A zone that denies in another way than before is learnt anew.
        if (!byZone.TryGetValue(soa.Owner, out var gaps) || !gaps.Takes(first))
        {
            count -= gaps?.Count ?? 0;
            byZone[soa.Owner] = gaps = ZoneGaps.Like(first, soa.Owner);
        }

        // No part is kept for longer than the whole.
        var until = Least(now + TimeSpan.FromSeconds(finding.Ttl), finding.HoldsUntil);
        gaps.Soa = new Gap(soa, SignaturesOf(finding, soa), until);
        foreach (var record in links.Where(gaps.Takes))
        {
            count += gaps.Put(new Gap(record, SignaturesOf(finding, record), until)) ? 1 : 0;
        }
    }

    /// <summary>The proof that a name, or its type, is not there; null when there is none.</summary>
    /// <param name="budget">What hashing names for it may cost.</param>
    public CachedAnswer? Find(DomainName name, RecordType type, TimeSpan now, WorkBudget budget)
    {
        for (var labels = type == RecordType.DS ? name.LabelCount - 1 : name.LabelCount; labels >= 0 && byZone.Count > 0; labels--)
        {
            if (byZone.TryGetValue(name.Ancestor(labels), out var gaps))
            {
                return gaps.Soa.Until > now ? Find(name, type, gaps, now, budget) : null;
            }
        }

        return null;
    }

    private static CachedAnswer? Find(DomainName name, RecordType type, ZoneGaps gaps, TimeSpan now, WorkBudget budget)
    {
        var proof = gaps.Around(name, now, budget, out var near);
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

    // Those that can be kept, of one kind: NSEC if there are any.
    private static IEnumerable<ResourceRecord> LinksOf(Finding finding, DomainName zone)
    {
        var kind = finding.Proven.Any(record => record.Type == RecordType.NSEC) ? RecordType.NSEC : RecordType.NSEC3;
        return finding.Proven.Where(record => record.Type == kind && record.Owner.IsAtOrBelow(zone) && ZoneGaps.Like(record, zone).Takes(record));
    }

    private static ImmutableArray<ResourceRecord> SignaturesOf(Finding finding, ResourceRecord record) =>
        [.. finding.Proofs.Where(other => other.Owner.Equals(record.Owner) && SignatureOf(other) == record.Type)];

    private static RecordType? SignatureOf(ResourceRecord record) =>
        record.Type == RecordType.RRSIG ? new SignatureFields(record.Data).Covered : null;

    private static TimeSpan Least(TimeSpan one, TimeSpan other) => one < other ? one : other;
}
