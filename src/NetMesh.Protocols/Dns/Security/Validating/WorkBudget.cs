namespace NetMesh.Protocols.Dns.Security.Validating;

/// <summary>
/// What checking the answer to one question may cost, whatever keys, signatures and proofs are sent to make it dear (KeyTrap, CVE-2023-50387; NSEC3's closest enclosers,
/// CVE-2023-50868). Honest chains need a few dozen checks.
/// </summary>
public sealed class WorkBudget
{
    /// <summary>Signatures, and digests of keys.</summary>
    public const int MostChecks = 128;

    /// <summary>Rounds of SHA-1 for names in NSEC3: a name as deep as they go, hashed as often as is accepted at all.</summary>
    public const int MostHashRounds = 20_000;

    /// <summary>Likewise, to look whether a server need be asked at all: beyond them it is.</summary>
    public const int MostGapRounds = 2_000;

    /// <summary>Signatures of one record set that turn out wrong, after which the rest is not looked at.</summary>
    public const int MostFailuresPerSet = 8;

    /// <summary>Hashes of a name after the first (NSEC3); a zone that wants more is as if it were not signed (RFC 9276 §3.2).</summary>
    public const int MostIterations = 150;

    public int Checks { get; private set; }

    public int HashRounds { get; private set; }

    public int GapRounds { get; private set; }

    /// <summary>Something was not checked because the budget was spent.</summary>
    public bool IsSpent { get; private set; }

    internal bool TryCheck() => Take(Checks < MostChecks, () => Checks++);

    internal bool TryHash(int rounds) => Take(HashRounds + rounds <= MostHashRounds, () => HashRounds += rounds);

    internal bool TryHashForGap(int rounds)
    {
        var isLeft = GapRounds + rounds <= MostGapRounds;
        GapRounds += isLeft ? rounds : 0;
        return isLeft;
    }

    private bool Take(bool isLeft, Action take)
    {
        if (isLeft)
        {
            take();
        }
        else
        {
            IsSpent = true;
        }

        return isLeft;
    }
}
