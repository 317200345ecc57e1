using System.Security.Cryptography;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;

namespace NetMesh.Protocols.Dns.Security;

/// <summary>A key pair that signs a zone: ECDSA P-256 with SHA-256 (algorithm 13, RFC 6605), whose signatures are short and which everybody checks.</summary>
public sealed class SigningKey : IDisposable
{
    private readonly ECDsa pair;

    private SigningKey(ECDsa pair, bool isEntryPoint)
    {
        this.pair = pair;
        var point = pair.ExportParameters(includePrivateParameters: false).Q;
        var flags = ZoneKey.IsZoneKeyFlag | (isEntryPoint ? ZoneKey.IsEntryPointFlag : 0);
        Public = ZoneKey.Of((ushort)flags, DnssecAlgorithm.EcdsaP256Sha256, [.. point.X!, .. point.Y!]);
    }

    /// <summary>What the zone publishes of it.</summary>
    public ZoneKey Public { get; }

    /// <summary>The zone above points at it (KSK).</summary>
    public bool IsEntryPoint => (Public.Flags & ZoneKey.IsEntryPointFlag) != 0;

    /// <summary>A new key. Its randomness is the system's: keys from a seed would be no secret.</summary>
    /// <param name="isEntryPoint">The zone above is to point at it.</param>
    public static SigningKey Generate(bool isEntryPoint) => new(ECDsa.Create(ECCurve.NamedCurves.nistP256), isEntryPoint);

    /// <summary>A key of its private form.</summary>
    /// <param name="pkcs8">As <see cref="ExportPkcs8"/> gives it.</param>
    /// <param name="isEntryPoint">The zone above points at it.</param>
    /// <exception cref="CryptographicException">These bytes are no key on the curve P-256.</exception>
    public static SigningKey ImportPkcs8(ReadOnlySpan<byte> pkcs8, bool isEntryPoint)
    {
        var imported = ECDsa.Create();
        try
        {
            imported.ImportPkcs8PrivateKey(pkcs8, out _);
            return imported.KeySize == 256 && imported.ExportParameters(false).Curve.Oid.Value == ECCurve.NamedCurves.nistP256.Oid.Value
                ? new(imported, isEntryPoint)
                : throw new CryptographicException("a key on another curve; expected P-256");
        }
        catch
        {
            imported.Dispose();
            throw;
        }
    }

    /// <summary>The private form (RFC 5208): a secret.</summary>
    public byte[] ExportPkcs8() => pair.ExportPkcs8PrivateKey();

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
        var signature = pair.SignData(SignedForm.Of(head, owner, ttl, data), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        return new ResourceRecord(owner, ttl, RecordData.TryMake(RecordType.RRSIG, [.. head, .. signature])!);
    }

    public void Dispose() => pair.Dispose();
}
