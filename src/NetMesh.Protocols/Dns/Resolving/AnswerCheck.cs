using NetMesh.Protocols.Dns.Messages;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;
using NetMesh.Protocols.Dns.Security;
using NetMesh.Protocols.Dns.Security.Validating;

namespace NetMesh.Protocols.Dns.Resolving;

/// <summary>What answers are validated with.</summary>
/// <param name="Anchors">The keys that are trusted.</param>
/// <param name="Epoch">The date at which the resolver's time is zero: signatures have dates.</param>
public sealed record TrustedTime(TrustAnchors Anchors, DateTimeOffset Epoch);

/// <summary>Validates the parts of one answer, as far as there are trusted keys, and remembers what it was told for that.</summary>
internal sealed class AnswerCheck(TrustedTime? trust)
{
    // What is validated already, as most answers from a cache are, needs none of these.
    private Dictionary<(DomainName Name, RecordType Type), Finding?>? evidence;
    private HashSet<Finding>? looked;
    private WorkBudget? budget;
    private bool hasLookedTwice;

    public bool IsOn => trust is { Anchors.IsEmpty: false };

    /// <summary>What checking has cost.</summary>
    public WorkBudget Budget => budget ??= new WorkBudget();

    /// <summary>What was said of a name and type that had to be known; null for nothing.</summary>
    public void Learn(DomainName name, RecordType type, Finding? finding) => (evidence ??= [])[(name, type)] = finding;

    /// <summary>Whether something was just now found wrong, for the first time in this answer. Then it is forgotten, so that servers are asked for it once more.</summary>
    public bool TakesSecondLook(NameCache cache)
    {
        if (hasLookedTwice || looked?.Where(finding => finding.Verdict is { Status: SecurityStatus.Bogus }).ToList() is not [_, ..] wrong)
        {
            return false;
        }

        hasLookedTwice = true;
        evidence = null;
        looked = null;
        wrong.ForEach(cache.Forget);
        return true;
    }

    /// <summary>The verdict over all parts: as good as the worst of them.</summary>
    /// <param name="aliases">On the way.</param>
    /// <param name="found">What the last of them has.</param>
    /// <param name="cache">What is known besides.</param>
    /// <param name="now">The time.</param>
    /// <param name="needed">What has to be known first; then there is no verdict yet.</param>
    public Verdict? Judge(IReadOnlyCollection<CachedAnswer> aliases, CachedAnswer found, NameCache cache, TimeSpan now, out Question? needed)
    {
        needed = null;
        if (!IsOn)
        {
            return Verdict.Insecure;
        }

        Validator? validator = null;
        var verdict = Verdict.Secure;
        foreach (var part in aliases.Append(found))
        {
            if (part.Finding.Verdict is not { } its)
            {
                validator ??= new Validator(trust!.Anchors, SignatureTime.Of(trust.Epoch + now), now, Budget);
                if (validator.Judge(part.Finding, Find, out needed) is not { } judged)
                {
                    return null;
                }

                its = judged;
                (looked ??= []).Add(part.Finding);
                cache.Gaps.Learn(part.Finding, now);
            }

            // What is told beyond its time is told as it is, and no longer vouched for.
            verdict = verdict.And(part.IsStale && its.Status == SecurityStatus.Secure ? Verdict.Insecure : its);
        }

        return verdict;

        bool Find(DomainName name, RecordType type, out Finding? finding)
        {
            finding = null;
            var isKnown = evidence?.TryGetValue((name, type), out finding) == true || (finding = cache.Find(name, type, Trust.Referral, now)?.Finding) is not null;
            if (finding is { Verdict: null })
            {
                (looked ??= []).Add(finding);
            }

            return isKnown;
        }
    }
}
