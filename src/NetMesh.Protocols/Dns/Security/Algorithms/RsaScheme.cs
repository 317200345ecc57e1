using System.Security.Cryptography;

namespace NetMesh.Protocols.Dns.Security.Algorithms;

/// <summary>Checks RSA signatures (RFC 5702); with keys so long that nobody signs with them any more where others will do, none are made.</summary>
internal sealed class RsaScheme(DnssecAlgorithm algorithm, HashAlgorithmName hash) : ISignatureScheme
{
    // Longer ones nobody uses but to make work (RFC 3110 allows them).
    private const int MostModulusBytes = 512;
    private const int LeastModulusBytes = 64;
    private const int MostExponentBytes = 5;

    public DnssecAlgorithm Algorithm => algorithm;

    // RFC 3110 §2: the exponent behind its length in one byte, or in two behind a zero; then the modulus.
    public bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> signed, ReadOnlySpan<byte> signature)
    {
        if (publicKey is [0, _, _, ..])
        {
            // Exponents so long are not accepted anyway.
            return false;
        }

        if (publicKey.IsEmpty || publicKey[0] > MostExponentBytes || publicKey.Length - 1 - publicKey[0] is < LeastModulusBytes or > MostModulusBytes)
        {
            return false;
        }

        try
        {
            using var rsa = RSA.Create(new RSAParameters { Exponent = publicKey.Slice(1, publicKey[0]).ToArray(), Modulus = publicKey[(1 + publicKey[0])..].ToArray() });
            return rsa.VerifyData(signed, signature, hash, RSASignaturePadding.Pkcs1);
        }
        catch (CryptographicException)
        {
            // No modulus.
            return false;
        }
    }
}
