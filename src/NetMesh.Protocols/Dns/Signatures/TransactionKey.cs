using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using NetMesh.Protocols.Dns.Names;

namespace NetMesh.Protocols.Dns.Signatures;

/// <summary>A secret that two hosts share, by which each knows the other's messages (RFC 8945). Immutable.</summary>
public sealed class TransactionKey
{
    private static readonly (DomainName Name, HashAlgorithmName Hash, int Length)[] Algorithms =
    [
        (DomainName.Parse("hmac-sha256."), HashAlgorithmName.SHA256, 32),
        (DomainName.Parse("hmac-sha384."), HashAlgorithmName.SHA384, 48),
        (DomainName.Parse("hmac-sha512."), HashAlgorithmName.SHA512, 64),
        (DomainName.Parse("hmac-sha1."), HashAlgorithmName.SHA1, 20),
    ];

    private readonly byte[] secret;
    private readonly HashAlgorithmName hash;

    /// <param name="name">What both call it.</param>
    /// <param name="algorithm">One of hmac-sha256, hmac-sha384, hmac-sha512 and hmac-sha1, as a name.</param>
    /// <param name="secret">Copied.</param>
    /// <exception cref="ArgumentException">There is no such algorithm.</exception>
    public TransactionKey(DomainName name, DomainName algorithm, ReadOnlySpan<byte> secret)
    {
        var known = Array.Find(Algorithms, one => one.Name.Equals(algorithm));
        Name = name;
        Algorithm = known.Name ?? throw new ArgumentException($"{algorithm}; expected one of {string.Join(", ", Algorithms.Select(one => one.Name))}", nameof(algorithm));
        (hash, MacLength) = (known.Hash, known.Length);
        LeastMacLength = MacLength;
        this.secret = secret.ToArray();
    }

    public DomainName Name { get; }

    public DomainName Algorithm { get; }

    /// <summary>Bytes of a whole code.</summary>
    public int MacLength { get; }

    /// <summary>Bytes below which a shortened code is refused as too short by our policy (RFC 8945 §5.2.4).</summary>
    public int LeastMacLength { get; init; }

    /// <summary>Bytes that a signature by this key adds to a message at most: of one that says when the server's clock stood, too.</summary>
    public int SignatureLength => new TransactionSignature(Name, Algorithm, 0, 0, [.. new byte[MacLength]], 0, SignatureError.None, [.. new byte[6]]).Length;

    /// <summary>Reads a key as BIND's and Knot's tools take it: <c>[algorithm:]name:secret</c>, the secret in Base64, the algorithm hmac-sha256 unless it is named.</summary>
    /// <param name="text">The text.</param>
    /// <param name="key">The key.</param>
    /// <param name="error">What is wrong, and what was expected; never the secret itself.</param>
    public static bool TryRead(string text, [NotNullWhen(true)] out TransactionKey? key, [NotNullWhen(false)] out string? error)
    {
        key = null;
        var parts = text.Split(':');
        var algorithm = default(DomainName);
        if (parts.Length is not (2 or 3))
        {
            error = $"a key of {parts.Length} parts; expected [algorithm:]name:secret";
        }
        else if (!DomainNameText.TryRead(parts[^2], DomainName.Root, out var name, out var wrong))
        {
            error = $"a key named '{parts[^2]}': {wrong}";
        }
        else if (parts.Length == 3 && !(DomainNameText.TryRead(parts[0], DomainName.Root, out algorithm, out _) && Array.Exists(Algorithms, one => one.Name.Equals(algorithm))))
        {
            error = $"a key of algorithm '{parts[0]}'; expected one of {string.Join(", ", Algorithms.Select(one => one.Name.ToString().TrimEnd('.')))}";
        }
        else if (!Convert.TryFromBase64String(parts[^1], new byte[parts[^1].Length], out var length) || length == 0)
        {
            error = $"the secret of key {name} is not Base64; expected at least one byte of it";
        }
        else
        {
            error = null;
            key = new TransactionKey(name, algorithm ?? Algorithms[0].Name, Convert.FromBase64String(parts[^1]));
        }

        return error is null;
    }

    /// <summary>The code of a message and what goes with it (RFC 8945 §4.3).</summary>
    /// <param name="prior">The code of the question, or of the signed message before this one on a stream; empty for a question.</param>
    /// <param name="messages">The message as it was before it was signed; before it, on a stream, those behind the last signature.</param>
    /// <param name="signature">Its times, error and other data.</param>
    /// <param name="isFurther">A second or later answer on a stream, whose code covers of the signature only the times.</param>
    public byte[] Compute(ImmutableArray<byte> prior, ReadOnlySpan<byte> messages, TransactionSignature signature, bool isFurther)
    {
        using var mac = IncrementalHash.CreateHMAC(hash, secret);
        if (!prior.IsEmpty)
        {
            mac.AppendData([(byte)(prior.Length >> 8), (byte)prior.Length]);
            mac.AppendData(prior.AsSpan());
        }

        mac.AppendData(messages);
        mac.AppendData(isFurther ? signature.Timers() : signature.Variables());
        return mac.GetHashAndReset();
    }
}
