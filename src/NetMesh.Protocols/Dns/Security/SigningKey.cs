using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;
using NetMesh.Protocols.Dns.Security.Algorithms;

namespace NetMesh.Protocols.Dns.Security;

/// <summary>A key pair that signs a zone.</summary>
public sealed class SigningKey : IDisposable
{
    private readonly IKeyPair pair;

    private SigningKey(ISigningScheme scheme, IKeyPair pair, bool isEntryPoint, bool isRevoked)
    {
        this.pair = pair;
        var flags = ZoneKey.IsZoneKeyFlag | (isEntryPoint ? ZoneKey.IsEntryPointFlag : 0) | (isRevoked ? ZoneKey.IsRevokedFlag : 0);
        Public = ZoneKey.Of((ushort)flags, scheme.Algorithm, pair.PublicKey);
    }

    /// <summary>What the zone publishes of it.</summary>
    public ZoneKey Public { get; }

    /// <summary>The zone above points at it (KSK).</summary>
    public bool IsEntryPoint => (Public.Flags & ZoneKey.IsEntryPointFlag) != 0;

    /// <summary>A new key.</summary>
    /// <param name="isEntryPoint">The zone above is to point at it.</param>
    /// <param name="scheme">Its algorithm; ECDSA P-256 if none is said.</param>
    public static SigningKey Generate(bool isEntryPoint, ISigningScheme? scheme = null)
    {
        scheme ??= EcdsaScheme.P256;
        return new(scheme, scheme.Generate(), isEntryPoint, isRevoked: false);
    }

    /// <summary>A key of its private form.</summary>
    /// <param name="pkcs8">As <see cref="ExportPkcs8"/> gives it.</param>
    /// <param name="isEntryPoint">The zone above points at it.</param>
    /// <param name="scheme">Its algorithm; ECDSA P-256 if none is said.</param>
    /// <param name="isRevoked">It signs the keys only to say that it is not to be trusted any more (RFC 5011 §2.1).</param>
    /// <exception cref="System.Security.Cryptography.CryptographicException">These bytes are no key of that algorithm.</exception>
    public static SigningKey ImportPkcs8(ReadOnlySpan<byte> pkcs8, bool isEntryPoint, ISigningScheme? scheme = null, bool isRevoked = false)
    {
        scheme ??= EcdsaScheme.P256;
        return new(scheme, scheme.ImportPkcs8(pkcs8), isEntryPoint, isRevoked);
    }

    /// <summary>The private form (RFC 5208): a secret.</summary>
    public byte[] ExportPkcs8() => pair.ExportPkcs8();

    /// <summary>Signs a record set.</summary>
    /// <param name="zone">Whose key it is.</param>
    /// <param name="owner">The set's owner.</param>
    /// <param name="ttl">Its TTL, seconds.</param>
    /// <param name="data">Of its records: one at least.</param>
    /// <param name="inception">From when the signature holds (<see cref="SignatureTime"/>).</param>
    /// <param name="expiration">Until when.</param>
    public ResourceRecord Sign(DomainName zone, DomainName owner, uint ttl, IReadOnlyList<RecordData> data, uint inception, uint expiration)
    {
        var head = SignatureFields.Head(data[0].Type, Public, (byte)owner.SignedLabelCount, ttl, inception, expiration, zone);
        return new ResourceRecord(owner, ttl, RecordData.TryMake(RecordType.RRSIG, [.. head, .. pair.Sign(SignedForm.Of(head, owner, ttl, data))])!);
    }

    public void Dispose() => pair.Dispose();
}
