using System.Security.Cryptography;

namespace NetMesh.Protocols.Dns.Security.Validating;

/// <summary>Checks signatures by the algorithms that .NET has. Zones signed by others alone are as if they were not signed (RFC 4035 §5.2).</summary>
internal static class SignatureAlgorithm
{
    // Longer ones nobody uses but to make work (RFC 3110 allows them).
    private const int MostModulusBytes = 512;
    private const int LeastModulusBytes = 64;
    private const int MostExponentBytes = 5;

    public static bool IsKnown(DnssecAlgorithm algorithm) => algorithm
        is DnssecAlgorithm.RsaSha256 or DnssecAlgorithm.RsaSha512 or DnssecAlgorithm.EcdsaP256Sha256 or DnssecAlgorithm.EcdsaP384Sha384;

    /// <summary>Whether the signature is one of the key over these bytes. A key or signature that is no such thing is none.</summary>
    public static bool Verify(ZoneKey key, ReadOnlySpan<byte> signed, ReadOnlySpan<byte> signature)
    {
        try
        {
            return key.Algorithm switch
            {
                DnssecAlgorithm.RsaSha256 => VerifyRsa(key.PublicKey, signed, signature, HashAlgorithmName.SHA256),
                DnssecAlgorithm.RsaSha512 => VerifyRsa(key.PublicKey, signed, signature, HashAlgorithmName.SHA512),
                DnssecAlgorithm.EcdsaP256Sha256 => VerifyEcdsa(key.PublicKey, 32, ECCurve.NamedCurves.nistP256, signed, signature, HashAlgorithmName.SHA256),
                DnssecAlgorithm.EcdsaP384Sha384 => VerifyEcdsa(key.PublicKey, 48, ECCurve.NamedCurves.nistP384, signed, signature, HashAlgorithmName.SHA384),
                _ => false,
            };
        }
        catch (CryptographicException)
        {
            // Not a point of the curve, or no modulus.
            return false;
        }
    }

    // RFC 6605 §4: two coordinates; the signature is two numbers as long.
    private static bool VerifyEcdsa(ReadOnlySpan<byte> key, int length, ECCurve curve, ReadOnlySpan<byte> signed, ReadOnlySpan<byte> signature, HashAlgorithmName hash)
    {
        if (key.Length != 2 * length || signature.Length != 2 * length)
        {
            return false;
        }

        using var ecdsa = ECDsa.Create(new ECParameters { Curve = curve, Q = new ECPoint { X = key[..length].ToArray(), Y = key[length..].ToArray() } });
        return ecdsa.VerifyData(signed, signature, hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    // RFC 3110 §2: the exponent behind its length in one byte, or in two behind a zero; then the modulus.
    private static bool VerifyRsa(ReadOnlySpan<byte> key, ReadOnlySpan<byte> signed, ReadOnlySpan<byte> signature, HashAlgorithmName hash)
    {
        if (key is [0, _, _, ..])
        {
            // Exponents so long are not accepted anyway.
            return false;
        }

        if (key.IsEmpty || key[0] > MostExponentBytes || key.Length - 1 - key[0] is < LeastModulusBytes or > MostModulusBytes)
        {
            return false;
        }

        using var rsa = RSA.Create(new RSAParameters { Exponent = key.Slice(1, key[0]).ToArray(), Modulus = key[(1 + key[0])..].ToArray() });
        return rsa.VerifyData(signed, signature, hash, RSASignaturePadding.Pkcs1);
    }
}
