namespace NetMesh.Protocols.Dns.Security.Algorithms;

/// <summary>Checks the signatures of one algorithm.</summary>
public interface ISignatureScheme
{
    DnssecAlgorithm Algorithm { get; }

    /// <summary>Whether the signature is one of the key over these bytes. A key or signature that is no such thing is none; no bytes make it throw.</summary>
    /// <param name="publicKey">As a DNSKEY record has it.</param>
    /// <param name="signed">What was signed.</param>
    /// <param name="signature">As an RRSIG record has it.</param>
    bool Verify(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> signed, ReadOnlySpan<byte> signature);
}

/// <summary>Makes signatures, too.</summary>
public interface ISigningScheme : ISignatureScheme
{
    /// <summary>A new key pair. Its randomness is the system's: keys from a seed would be no secret.</summary>
    IKeyPair Generate();

    /// <summary>A key pair of its private form (RFC 5208).</summary>
    /// <exception cref="System.Security.Cryptography.CryptographicException">These bytes are no key of this algorithm.</exception>
    IKeyPair ImportPkcs8(ReadOnlySpan<byte> pkcs8);
}

/// <summary>A key pair of a <see cref="ISigningScheme"/>.</summary>
public interface IKeyPair : IDisposable
{
    /// <summary>As a DNSKEY record has it.</summary>
    ReadOnlySpan<byte> PublicKey { get; }

    /// <summary>The private form (RFC 5208): a secret.</summary>
    byte[] ExportPkcs8();

    /// <summary>A signature, as an RRSIG record has it.</summary>
    byte[] Sign(byte[] data);
}
