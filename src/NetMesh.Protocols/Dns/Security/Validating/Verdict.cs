using NetMesh.Protocols.Dns.Messages;

namespace NetMesh.Protocols.Dns.Security.Validating;

/// <summary>How far records may be trusted (RFC 4035 §4.3), the best first.</summary>
public enum SecurityStatus
{
    /// <summary>A chain of signatures leads to them from a key that the resolver trusts.</summary>
    Secure,

    /// <summary>It is proven that no such chain can be expected, or no trusted key stands above them.</summary>
    Insecure,

    /// <summary>There should be one, and is not.</summary>
    Bogus,
}

/// <summary>What validation found.</summary>
/// <param name="Status">The outcome.</param>
/// <param name="Why">What is wrong, or why nothing could be checked; null when there is nothing to say.</param>
public sealed record Verdict(SecurityStatus Status, ExtendedError? Why = null)
{
    public static readonly Verdict Secure = new(SecurityStatus.Secure);

    public static readonly Verdict Insecure = new(SecurityStatus.Insecure);

    public static Verdict Bogus(ExtendedErrorCode code, string why) => new(SecurityStatus.Bogus, new ExtendedError(code, why));

    /// <summary>Of two parts of an answer: the worse.</summary>
    public Verdict And(Verdict other) => other.Status > Status ? other : this;
}
