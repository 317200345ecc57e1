namespace NetMesh.Protocols.Dns.Security;

/// <summary>Times of signatures: seconds since 1970 modulo 2³², compared as serial numbers are (RFC 4034 §3.1.5, RFC 1982), so that they outlive 2106.</summary>
public static class SignatureTime
{
    public static uint Of(DateTimeOffset time) => unchecked((uint)time.ToUnixTimeSeconds());

    /// <summary>Whether <paramref name="a"/> is later than <paramref name="b"/>; of times 2³¹ apart neither is.</summary>
    public static bool IsLater(uint a, uint b) => unchecked((int)(a - b)) > 0;

    /// <summary>Whether a signature holds at a time; its two ends belong to it (RFC 4035 §5.3.1).</summary>
    public static bool Holds(uint inception, uint expiration, uint now) =>
        !IsLater(inception, now) && !IsLater(now, expiration) && !IsLater(inception, expiration);
}
