using NetMesh.Protocols.Dns.Messages;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;
using NetMesh.Protocols.Dns.Security.Algorithms;

namespace NetMesh.Protocols.Dns.Security.Validating;

/// <summary>Checks the signatures of record sets with the keys of a zone (RFC 4035 §5.3).</summary>
/// <param name="now">The date (<see cref="SignatureTime"/>).</param>
/// <param name="budget">What it may cost.</param>
internal sealed class SetChecker(uint now, WorkBudget budget)
{
    /// <summary>Whether one of the signatures is right.</summary>
    /// <param name="set">All records of one name and type.</param>
    /// <param name="signatures">RRSIG records of that name; those of other types do not count.</param>
    /// <param name="ring">The zone's keys.</param>
    /// <param name="labels">Of the name that was signed: fewer than the set's own has, if a wildcard gave it.</param>
    public Verdict Check(IReadOnlyList<ResourceRecord> set, IEnumerable<ResourceRecord> signatures, KeyRing ring, out int labels)
    {
        var owner = set[0].Owner;
        labels = owner.SignedLabelCount;
        var verdict = Verdict.Bogus(ExtendedErrorCode.SignaturesMissing, $"no signature of {ring.Zone} over {owner} {RecordTypeText.Write(set[0].Type)}");
        var failures = 0;
        foreach (var fields in signatures.Select(record => new SignatureFields(record.Data)).Where(fields => fields.Covered == set[0].Type))
        {
            if (fields.Labels > labels || !fields.Signer.Equals(ring.Zone) || !ring.Schemes.Knows(fields.Algorithm))
            {
                continue;
            }

            var what = $"the signature of {ring.Zone} with key {fields.KeyTag} over {owner} {RecordTypeText.Write(set[0].Type)}";
            if (!SignatureTime.Holds(fields.Inception, fields.Expiration, now))
            {
                verdict = SignatureTime.IsLater(fields.Inception, now)
                    ? Verdict.Bogus(ExtendedErrorCode.SignatureNotYetValid, $"{what} is not valid yet")
                    : Verdict.Bogus(ExtendedErrorCode.SignatureExpired, $"{what} has expired");
                continue;
            }

            verdict = Verdict.Bogus(ExtendedErrorCode.KeyMissing, $"no such key as for {what}");
            foreach (var key in ring.Named(fields.KeyTag, fields.Algorithm))
            {
                if (failures == WorkBudget.MostFailuresPerSet || !budget.TryCheck())
                {
                    return Verdict.Bogus(ExtendedErrorCode.Bogus, $"too many signatures over {owner} {RecordTypeText.Write(set[0].Type)}");
                }

                if (IsRight(ring.Schemes, fields, key, set, labels))
                {
                    labels = fields.Labels;
                    return Verdict.Secure;
                }

                failures++;
                verdict = Verdict.Bogus(ExtendedErrorCode.Bogus, $"{what} is wrong");
            }
        }

        return verdict;
    }

    /// <summary>How many seconds one of these signatures holds at least: none of those that hold today expires before (RFC 4035 §5.3.3).</summary>
    public uint SecondsLeft(IEnumerable<ResourceRecord> signatures) => signatures
        .Select(record => new SignatureFields(record.Data))
        .Where(fields => SignatureTime.Holds(fields.Inception, fields.Expiration, now))
        .Select(fields => unchecked(fields.Expiration - now))
        .DefaultIfEmpty(0u)
        .Min();

    // Of a set that a wildcard gave, the wildcard's own name was signed (RFC 4035 §5.3.2).
    private static bool IsRight(SignatureSchemes schemes, SignatureFields fields, ZoneKey key, IReadOnlyList<ResourceRecord> set, int labels)
    {
        var signed = fields.Labels == labels ? set[0].Owner : set[0].Owner.Ancestor(fields.Labels).Child("*"u8)!;
        return schemes.Verify(key, SignedForm.Of(fields.SignedHead, signed, fields.OriginalTtl, set.Select(record => record.Data)), fields.Signature);
    }
}
