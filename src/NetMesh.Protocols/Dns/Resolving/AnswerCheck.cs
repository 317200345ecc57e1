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
    private readonly Dictionary<(DomainName Name, RecordType Type), Finding?> evidence = [];
    private readonly WorkBudget budget = new();

    public bool IsOn => trust is { Anchors.IsEmpty: false };

    /// <summary>What checking has cost.</summary>
    public WorkBudget Budget => budget;

    /// <summary>What was said of a name and type that had to be known; null for nothing.</summary>
    public void Learn(DomainName name, RecordType type, Finding? finding) => evidence[(name, type)] = finding;

    /// <summary>The verdict over all parts: as good as the worst of them.</summary>
    /// <param name="parts">Of the answer.</param>
    /// <param name="cache">What is known besides.</param>
    /// <param name="now">The time.</param>
    /// <param name="needed">What has to be known first; then there is no verdict yet.</param>
    public Verdict? Judge(IEnumerable<CachedAnswer> parts, NameCache cache, TimeSpan now, out Question? needed)
    {
        needed = null;
        if (!IsOn)
        {
            return Verdict.Insecure;
        }

        Validator? validator = null;
        var verdict = Verdict.Secure;
        foreach (var part in parts)
        {
            if (part.Finding.Verdict is not { } its)
            {
                validator ??= new Validator(trust!.Anchors, SignatureTime.Of(trust.Epoch + now), now, budget);
                if (validator.Judge(part.Finding, Find, out needed) is not { } judged)
                {
                    return null;
                }

                its = judged;
            }

            // What is told beyond its time is told as it is, and no longer vouched for.
            verdict = verdict.And(part.IsStale && its.Status == SecurityStatus.Secure ? Verdict.Insecure : its);
        }

        return verdict;

        bool Find(DomainName name, RecordType type, out Finding? finding)
        {
            if (evidence.TryGetValue((name, type), out finding))
            {
                return true;
            }

            finding = cache.Find(name, type, Trust.Referral, now)?.Finding;
            return finding is not null;
        }
    }
}
