using System.Collections.Immutable;
using NetMesh.Protocols.Dns.Messages;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;

namespace NetMesh.Protocols.Dns.Security.Validating;

/// <summary>
/// Validates what came of one question (RFC 4035 §5). From a key that is trusted it goes down, name by name, to the zone that signed a finding: at each the zone above is asked
/// for DS, and where there is one, the zone itself for its keys. Holds no clock and no socket: what it has to know first it says.
/// </summary>
/// <param name="anchors">Where it begins.</param>
/// <param name="date">Today (<see cref="SignatureTime"/>).</param>
/// <param name="now">The same moment by the resolver's time.</param>
/// <param name="budget">What it may cost.</param>
public sealed class Validator(TrustAnchors anchors, uint date, TimeSpan now, WorkBudget budget)
{
    /// <summary>How long what is wrong stays so, so that it costs its checks once (RFC 4035 §4.7).</summary>
    public static readonly TimeSpan BogusTime = TimeSpan.FromSeconds(60);

    private readonly FindingChecker checker = new(new SetChecker(date, budget), budget);

    /// <summary>What servers said of a name and type, as far as it is known.</summary>
    /// <param name="finding">What they said; of DS also an alias that stands at the name. Null: nobody could be asked.</param>
    /// <returns>False when they have to be asked first.</returns>
    public delegate bool Lookup(DomainName name, RecordType type, out Finding? finding);

    /// <summary>Validates a finding, and notes the verdict in it.</summary>
    /// <param name="finding">What an answer consists of.</param>
    /// <param name="lookup">What is known besides.</param>
    /// <param name="needed">What has to be known first; then there is no verdict yet.</param>
    public Verdict? Judge(Finding finding, Lookup lookup, out Question? needed)
    {
        needed = null;
        if (finding.Verdict is { } known)
        {
            return known;
        }

        // DS is the zone's above (RFC 4035 §2.4). Signatures themselves are not signed.
        var home = finding.Type == RecordType.DS ? finding.Name.Parent : finding.Name;
        if (finding.Type == RecordType.RRSIG || anchors.Above(home) is not { } anchor)
        {
            return Note(finding, Verdict.Insecure);
        }

        // Unsigned, it is all right only if no zone on the way to it is signed.
        var target = SignerOf(finding, home) is { } signer && signer.IsAtOrBelow(anchor) ? signer : home;
        var chain = Chain(anchor, target, lookup, out needed);
        return chain is null ? null : finding.Verdict ?? (chain.Ring is { } ring ? NoteCheck(finding, ring) : Note(finding, chain.Verdict));
    }

    // The nearest zone at or above a name whose keys are trusted, or why there is none.
    private Link? Chain(DomainName anchor, DomainName target, Lookup lookup, out Question? needed)
    {
        var link = Keys(anchor, anchors.Of(anchor), lookup, out needed);
        for (var labels = anchor.LabelCount + 1; link?.Ring is { } ring && labels <= target.LabelCount; labels++)
        {
            var name = target.Ancestor(labels);
            if (!lookup(name, RecordType.DS, out var delegation))
            {
                needed = new Question(name, RecordType.DS);
                return null;
            }

            if (delegation is null)
            {
                return new Link(null, Verdict.Bogus(ExtendedErrorCode.NoReachableAuthority, $"nobody says whether {name} is signed"));
            }

            var verdict = delegation.Verdict ?? NoteCheck(delegation, ring);
            if (verdict.Status != SecurityStatus.Secure || delegation.IsUnsignedDelegation)
            {
                return new Link(null, verdict.Status == SecurityStatus.Secure ? Verdict.Insecure : verdict);
            }

            if (delegation.Code == ResponseCode.NXDomain)
            {
                break;
            }

            if (delegation.Type == RecordType.DS && !delegation.Records.IsEmpty)
            {
                link = Keys(name, [.. delegation.Records.Select(record => record.Data)], lookup, out needed);
            }
        }

        return link;
    }

    // A zone's keys, one of which those above point at.
    private Link? Keys(DomainName zone, IReadOnlyList<RecordData> pointers, Lookup lookup, out Question? needed)
    {
        needed = null;
        if (!pointers.Any(data => KeyPointer.IsUsable(data, anchors.Schemes)))
        {
            var why = new ExtendedError(ExtendedErrorCode.UnsupportedKeyAlgorithm, $"{zone} is signed by none of the algorithms that are known here");
            return new Link(null, Verdict.Insecure with { Why = why });
        }

        if (!lookup(zone, RecordType.DNSKEY, out var keys))
        {
            needed = new Question(zone, RecordType.DNSKEY);
            return null;
        }

        if (keys is null)
        {
            return new Link(null, Verdict.Bogus(ExtendedErrorCode.NoReachableAuthority, $"nobody shows the keys of {zone}"));
        }

        if (keys is not { Type: RecordType.DNSKEY, Records.IsEmpty: false })
        {
            return new Link(null, Verdict.Bogus(ExtendedErrorCode.KeyMissing, $"{zone} shows no keys"));
        }

        var ring = new KeyRing(zone, keys.Records, anchors.Schemes);
        var verdict = keys.Verdict ?? Note(keys, checker.CheckKeys(keys, ring, pointers));
        return new Link(verdict.Status == SecurityStatus.Secure ? ring : null, verdict);
    }

    private Verdict NoteCheck(Finding finding, KeyRing ring)
    {
        var verdict = checker.Check(finding, ring);
        return Note(finding, verdict, checker.IsUnsignedDelegation, checker.Proven);
    }

    private Verdict Note(Finding finding, Verdict verdict, bool isUnsigned = false, ImmutableArray<ResourceRecord> proven = default)
    {
        // What was not looked at to the end may be looked at again.
        if (verdict.Status == SecurityStatus.Secure || !(budget.IsSpent || verdict.Why is { Code: ExtendedErrorCode.NoReachableAuthority }))
        {
            var until = verdict.Status switch
            {
                SecurityStatus.Bogus => now + BogusTime,
                SecurityStatus.Secure => now + TimeSpan.FromSeconds(checker.SecondsLeft(finding)),
                _ => TimeSpan.MaxValue,
            };
            finding.Judge(verdict, until, isUnsigned, proven);
        }

        return verdict;
    }

    // Whose signatures there are: of the records or of the proofs.
    private static DomainName? SignerOf(Finding finding, DomainName home) => finding.Signatures
        .Concat(finding.Proofs.Where(record => record.Type == RecordType.RRSIG))
        .Select(record => new SignatureFields(record.Data).Signer)
        .FirstOrDefault(home.IsAtOrBelow);

    /// <param name="Ring">The keys; null when there are none to trust.</param>
    /// <param name="Verdict">Of what stands below then.</param>
    private sealed record Link(KeyRing? Ring, Verdict Verdict);
}
