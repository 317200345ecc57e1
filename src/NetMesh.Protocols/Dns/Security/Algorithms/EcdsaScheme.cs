using System.Security.Cryptography;

namespace NetMesh.Protocols.Dns.Security.Algorithms;

/// <summary>ECDSA (RFC 6605 §4): a key is the two coordinates of a point, a signature two numbers as long.</summary>
public sealed class EcdsaScheme : ISigningScheme
{
    private readonly ECCurve curve;
    private readonly HashAlgorithmName hash;
    private readonly int length;

    private EcdsaScheme(DnssecAlgorithm algorithm, ECCurve curve, HashAlgorithmName hash, int length) => (Algorithm, this.curve, this.hash, this.length) = (algorithm, curve, hash, length);

    /// <summary>ECDSAP256SHA256, whose signatures are short and which everybody checks.</summary>
    public static EcdsaScheme P256 { get; } = new(DnssecAlgorithm.EcdsaP256Sha256, ECCurve.NamedCurves.nistP256, HashAlgorithmName.SHA256, 32);

    /// <summary>ECDSAP384SHA384.</summary>
    public static EcdsaScheme P384 { get; } = new(DnssecAlgorithm.EcdsaP384Sha384, ECCurve.NamedCurves.nistP384, HashAlgorithmName.SHA384, 48);

    public DnssecAlgorithm Algorithm { get; }

    public bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> signed, ReadOnlySpan<byte> signature)
    {
        if (publicKey.Length != 2 * length || signature.Length != 2 * length)
        {
            return false;
        }

        try
        {
            using var ecdsa = ECDsa.Create(new ECParameters { Curve = curve, Q = new ECPoint { X = publicKey[..length].ToArray(), Y = publicKey[length..].ToArray() } });
            return ecdsa.VerifyData(signed, signature, hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        }
        catch (CryptographicException)
        {
            // Not a point of the curve.
            return false;
        }
    }

    public IKeyPair Generate() => new KeyPair(ECDsa.Create(curve), hash);

    public IKeyPair ImportPkcs8(ReadOnlySpan<byte> pkcs8)
    {
        var imported = ECDsa.Create();
        try
        {
            imported.ImportPkcs8PrivateKey(pkcs8, out _);
            return imported.KeySize == 8 * length && imported.ExportParameters(false).Curve.Oid.Value == curve.Oid.Value
                ? new KeyPair(imported, hash)
                : throw new CryptographicException($"a key on another curve; expected {curve.Oid.FriendlyName}");
        }
        catch
        {
            imported.Dispose();
            throw;
        }
    }

    private sealed class KeyPair : IKeyPair
    {
        private readonly ECDsa pair;
        private readonly HashAlgorithmName hash;
        private readonly byte[] publicKey;

        public KeyPair(ECDsa pair, HashAlgorithmName hash)
        {
            (this.pair, this.hash) = (pair, hash);
            var point = pair.ExportParameters(includePrivateParameters: false).Q;
            publicKey = [.. point.X!, .. point.Y!];
        }

        public ReadOnlySpan<byte> PublicKey => publicKey;

        public byte[] ExportPkcs8() => pair.ExportPkcs8PrivateKey();

        public byte[] Sign(byte[] data) => pair.SignData(data, hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);

        public void Dispose() => pair.Dispose();
    }
}
