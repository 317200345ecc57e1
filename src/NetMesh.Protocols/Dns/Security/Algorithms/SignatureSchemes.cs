using System.Collections.Frozen;
using System.Security.Cryptography;

namespace NetMesh.Protocols.Dns.Security.Algorithms;

/// <summary>The algorithms that one knows. Zones signed by others alone are as if they were not signed (RFC 4035 §5.2). Immutable.</summary>
public sealed class SignatureSchemes
{
    private readonly FrozenDictionary<DnssecAlgorithm, ISignatureScheme> schemes;

    private SignatureSchemes(IEnumerable<ISignatureScheme> schemes) => this.schemes = schemes.ToFrozenDictionary(scheme => scheme.Algorithm);

    /// <summary>Those that .NET has.</summary>
    public static SignatureSchemes OfFramework { get; } = new(
        [
            new RsaScheme(DnssecAlgorithm.RsaSha256, HashAlgorithmName.SHA256),
            new RsaScheme(DnssecAlgorithm.RsaSha512, HashAlgorithmName.SHA512),
            EcdsaScheme.P256,
            EcdsaScheme.P384,
        ]);

    /// <summary>These and others.</summary>
    public SignatureSchemes With(params IEnumerable<ISignatureScheme> others) => new(schemes.Values.Concat(others));

    public bool Knows(DnssecAlgorithm algorithm) => schemes.ContainsKey(algorithm);

    /// <summary>Whether the signature is one of the key over these bytes; not if nobody knows its algorithm.</summary>
    public bool Verify(ZoneKey key, ReadOnlySpan<byte> signed, ReadOnlySpan<byte> signature) =>
        schemes.TryGetValue(key.Algorithm, out var scheme) && scheme.Verify(key.PublicKey, signed, signature);

    /// <summary>The one that makes signatures of an algorithm.</summary>
    /// <exception cref="CryptographicException">There is none.</exception>
    public ISigningScheme Signing(DnssecAlgorithm algorithm) => schemes.GetValueOrDefault(algorithm) as ISigningScheme
        ?? throw new CryptographicException($"no way to sign by algorithm {(int)algorithm}");
}
