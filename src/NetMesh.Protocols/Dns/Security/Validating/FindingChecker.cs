using System.Collections.Immutable;
using NetMesh.Protocols.Dns.Messages;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;

namespace NetMesh.Protocols.Dns.Security.Validating;

/// <summary>Checks what was said of a name and type with the keys of the zone that should have signed it.</summary>
internal sealed class FindingChecker(SetChecker sets, WorkBudget budget)
{
    /// <summary>Of the last denial of DS that was checked: it is shown to be one of a delegation.</summary>
    public bool IsUnsignedDelegation { get; private set; }

    /// <summary>Of the last finding that was checked: the proofs that are rightly signed.</summary>
    public ImmutableArray<ResourceRecord> Proven { get; private set; } = [];

    /// <summary>How long all signatures of a finding hold, seconds.</summary>
    public uint SecondsLeft(Finding finding) => sets.SecondsLeft(finding.Signatures.Concat(finding.Proofs.Where(record => record.Type == RecordType.RRSIG)));

    public Verdict Check(Finding finding, KeyRing ring)
    {
        (IsUnsignedDelegation, Proven) = (false, []);
        return finding.Records.IsEmpty ? CheckDenial(finding, ring)
            : finding.Type == RecordType.CNAME && finding.Signatures.IsEmpty && finding.Proofs.Any(record => record.Type == RecordType.DNAME) ? CheckSubstitute(finding, ring)
            : CheckRecords(finding, ring);
    }

    /// <summary>Whether a zone's keys are signed by one that the zone above points at (RFC 4035 §5.2).</summary>
    public Verdict CheckKeys(Finding keys, KeyRing ring, IEnumerable<RecordData> pointers)
    {
        var verdict = Verdict.Bogus(ExtendedErrorCode.KeyMissing, $"{ring.Zone} does not show the key that the zone above points at");
        var failures = 0;
        foreach (var pointer in pointers.Where(data => KeyPointer.IsUsable(data, ring.Schemes)).Select(data => new KeyPointer(data)))
        {
            foreach (var key in ring.Named(pointer.Tag, pointer.Algorithm))
            {
                if (failures++ == WorkBudget.MostFailuresPerSet || !budget.TryCheck())
                {
                    return Verdict.Bogus(ExtendedErrorCode.Bogus, $"too many keys of {ring.Zone} have one tag");
                }

                if (pointer.IsAt(ring.Zone, key))
                {
                    verdict = sets.Check(keys.Records, keys.Signatures, ring.Only(key), out _);
                    if (verdict.Status == SecurityStatus.Secure)
                    {
                        return verdict;
                    }
                }
            }
        }

        return verdict;
    }

    private Verdict CheckRecords(Finding finding, KeyRing ring)
    {
        var verdict = sets.Check(finding.Records, finding.Signatures, ring, out var labels);

        // From a wildcard: then nothing may stand nearer (RFC 4035 §5.3.4, RFC 5155 §8.8).
        return verdict.Status != SecurityStatus.Secure || labels == finding.Name.SignedLabelCount
            ? verdict
            : VerdictOf(ProofOf(finding, ring).NothingAt(finding.Name.Ancestor(labels + 1)), $"that nothing is nearer to {finding.Name} than a wildcard");
    }

    // An alias that a server made of a DNAME is as good as that (RFC 6672 §5.3.1).
    private Verdict CheckSubstitute(Finding finding, KeyRing ring)
    {
        ResourceRecord[] dname = [.. finding.Proofs.Where(record => record.Type == RecordType.DNAME)];
        return finding.Name.IsBelow(dname[0].Owner) && dname is [var one] && finding.Records is [var alias]
            && alias.Data.Name(0).Equals(finding.Name.Substitute(one.Owner, one.Data.Name(0)))
            ? sets.Check(dname, SignaturesOf(finding, one), ring, out _)
            : Verdict.Bogus(ExtendedErrorCode.Bogus, $"{finding.Name} is not what DNAME makes of it");
    }

    private Verdict CheckDenial(Finding finding, KeyRing ring)
    {
        // Its TTL is that of the denial.
        if (finding.Soa is { } soa && sets.Check([soa], SignaturesOf(finding, soa), ring, out _) is { Status: SecurityStatus.Bogus } wrong)
        {
            return wrong;
        }

        var proof = ProofOf(finding, ring);
        IsUnsignedDelegation = finding.Type == RecordType.DS && proof.IsDelegation(finding.Name);
        return finding.Code == ResponseCode.NXDomain
            ? VerdictOf(proof.NoSuchName(finding.Name), $"that there is no {finding.Name}")
            : VerdictOf(proof.NoSuchType(finding.Name, finding.Type), $"that {finding.Name} has no {RecordTypeText.Write(finding.Type)}");
    }

    // What of the proofs is rightly signed; a wildcard's are not another name's (RFC 4035 §5.3.2 and RFC 4592 §4.7 leave that open, everybody refuses them).
    private DenialProof ProofOf(Finding finding, KeyRing ring)
    {
        var right = finding.Proofs
            .Where(record => record.Type is RecordType.NSEC or RecordType.NSEC3)
            .GroupBy(record => (record.Owner, record.Type))
            .Where(set => sets.Check([.. set], SignaturesOf(finding, set.First()), ring, out var labels).Status == SecurityStatus.Secure
                && labels == set.Key.Owner.SignedLabelCount);
        Proven = [.. right.SelectMany(set => set)];
        return DenialProof.Of(ring.Zone, Proven, budget);
    }

    private static IEnumerable<ResourceRecord> SignaturesOf(Finding finding, ResourceRecord record) =>
        finding.Proofs.Where(other => other.Type == RecordType.RRSIG && other.Owner.Equals(record.Owner));

    private static Verdict VerdictOf(Denial denial, string what) => denial switch
    {
        Denial.Proven => Verdict.Secure,
        Denial.Open => Verdict.Insecure,
        _ => Verdict.Bogus(ExtendedErrorCode.ProofMissing, $"nothing proves {what}"),
    };
}
