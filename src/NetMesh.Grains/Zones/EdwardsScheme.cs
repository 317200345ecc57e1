using System.Security.Cryptography;
using NetMesh.Protocols.Dns.Security;
using NetMesh.Protocols.Dns.Security.Algorithms;
using Rfc25519 = Org.BouncyCastle.Math.EC.Rfc8032.Ed25519;
using Rfc448 = Org.BouncyCastle.Math.EC.Rfc8032.Ed448;

namespace NetMesh.Grains.Zones;

/// <summary>
/// Ed25519 and Ed448 (RFC 8080, RFC 8032), by BouncyCastle: .NET has neither. A signature has no randomness in it, so that it leaks nothing where there is too little.
/// </summary>
public sealed class EdwardsScheme : ISigningScheme
{
    private readonly Curve curve;

    private EdwardsScheme(DnssecAlgorithm algorithm, Curve curve) => (Algorithm, this.curve) = (algorithm, curve);

    /// <summary>ED25519.</summary>
    public static EdwardsScheme Ed25519 { get; } = new(DnssecAlgorithm.Ed25519, new Curve25519());

    /// <summary>ED448.</summary>
    public static EdwardsScheme Ed448 { get; } = new(DnssecAlgorithm.Ed448, new Curve448());

    /// <summary>All algorithms that the planet signs and validates by.</summary>
    public static SignatureSchemes AllSchemes { get; } = SignatureSchemes.OfFramework.With(Ed25519, Ed448);

    public DnssecAlgorithm Algorithm { get; }

    public bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> signed, ReadOnlySpan<byte> signature) =>
        publicKey.Length == curve.PublicLength && signature.Length == curve.SignatureLength && curve.Verify(publicKey.ToArray(), signed.ToArray(), signature.ToArray());

    public IKeyPair Generate() => new KeyPair(curve, RandomNumberGenerator.GetBytes(curve.SecretLength));

    public IKeyPair ImportPkcs8(ReadOnlySpan<byte> pkcs8) => pkcs8.Length == curve.Pkcs8Head.Length + curve.SecretLength && pkcs8.StartsWith(curve.Pkcs8Head)
        ? new KeyPair(curve, pkcs8[curve.Pkcs8Head.Length..].ToArray())
        : throw new CryptographicException($"no private key of {Algorithm}");

    private sealed class KeyPair : IKeyPair
    {
        private readonly Curve curve;
        private readonly byte[] secret;
        private readonly byte[] publicKey;

        public KeyPair(Curve curve, byte[] secret)
        {
            (this.curve, this.secret) = (curve, secret);
            publicKey = curve.PublicOf(secret);
        }

        public ReadOnlySpan<byte> PublicKey => publicKey;

        public byte[] ExportPkcs8() => [.. curve.Pkcs8Head, .. secret];

        public byte[] Sign(byte[] data) => curve.Sign(secret, publicKey, data);

        public void Dispose() => CryptographicOperations.ZeroMemory(secret);
    }

    private abstract class Curve(int secretLength, int publicLength, int signatureLength, byte[] pkcs8Head)
    {
        public int SecretLength => secretLength;

        public int PublicLength => publicLength;

        public int SignatureLength => signatureLength;

        /// <summary>What a private key begins with (RFC 8410 §7): two lengths, the version, the curve's number, two lengths; then only the secret follows.</summary>
        public ReadOnlySpan<byte> Pkcs8Head => pkcs8Head;

        public abstract byte[] PublicOf(byte[] secret);

        public abstract byte[] Sign(byte[] secret, byte[] publicKey, byte[] data);

        public abstract bool Verify(byte[] publicKey, byte[] data, byte[] signature);
    }

    private sealed class Curve25519() : Curve(
        Rfc25519.SecretKeySize, Rfc25519.PublicKeySize, Rfc25519.SignatureSize, [0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20])
    {
        public override byte[] PublicOf(byte[] secret)
        {
            var made = new byte[PublicLength];
            Rfc25519.GeneratePublicKey(secret, 0, made, 0);
            return made;
        }

        public override byte[] Sign(byte[] secret, byte[] publicKey, byte[] data)
        {
            var made = new byte[SignatureLength];
            Rfc25519.Sign(secret, 0, publicKey, 0, data, 0, data.Length, made, 0);
            return made;
        }

        public override bool Verify(byte[] publicKey, byte[] data, byte[] signature) => Rfc25519.Verify(signature, 0, publicKey, 0, data, 0, data.Length);
    }

    // Without a context (RFC 8080 §3).
    private sealed class Curve448() : Curve(
        Rfc448.SecretKeySize, Rfc448.PublicKeySize, Rfc448.SignatureSize, [0x30, 0x47, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x71, 4, 0x3b, 4, 0x39])
    {
        public override byte[] PublicOf(byte[] secret)
        {
            var made = new byte[PublicLength];
            Rfc448.GeneratePublicKey(secret, 0, made, 0);
            return made;
        }

        public override byte[] Sign(byte[] secret, byte[] publicKey, byte[] data)
        {
            var made = new byte[SignatureLength];
            Rfc448.Sign(secret, 0, publicKey, 0, [], data, 0, data.Length, made, 0);
            return made;
        }

        public override bool Verify(byte[] publicKey, byte[] data, byte[] signature) => Rfc448.Verify(signature, 0, publicKey, 0, [], data, 0, data.Length);
    }
}
