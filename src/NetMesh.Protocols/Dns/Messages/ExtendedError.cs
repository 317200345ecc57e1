using System.Buffers.Binary;
using System.Text;

namespace NetMesh.Protocols.Dns.Messages;

/// <summary>Why an answer is what it is, by IANA's registry "Extended DNS Error Codes" (RFC 8914 §4).</summary>
public enum ExtendedErrorCode : ushort
{
    Other = 0,
    UnsupportedKeyAlgorithm = 1,
    UnsupportedDigest = 2,
    StaleAnswer = 3,

    /// <summary>A signature is wrong, or a proof is none.</summary>
    Bogus = 6,

    SignatureExpired = 7,
    SignatureNotYetValid = 8,

    /// <summary>The zone above points at a key that the zone does not show, or a signature names one.</summary>
    KeyMissing = 9,

    SignaturesMissing = 10,

    /// <summary>Nothing proves that there is nothing.</summary>
    ProofMissing = 12,

    /// <summary>The client is none of those for whom it is done.</summary>
    Prohibited = 18,

    /// <summary>The zone is none of the server's, and it was not asked to look elsewhere.</summary>
    NotAuthoritative = 20,

    NotSupported = 21,
    NoReachableAuthority = 22,
    UnsupportedIterations = 27,
}

/// <summary>Why an answer is what it is: for people, and for nothing that decides (RFC 8914 §2).</summary>
/// <param name="Code">The kind of reason.</param>
/// <param name="Text">In words; may be empty.</param>
public sealed record ExtendedError(ExtendedErrorCode Code, string Text)
{
    /// <summary>As it goes with a message.</summary>
    public EdnsOption ToOption()
    {
        var data = new byte[2 + Encoding.UTF8.GetByteCount(Text)];
        BinaryPrimitives.WriteUInt16BigEndian(data, (ushort)Code);
        Encoding.UTF8.GetBytes(Text, data.AsSpan(2));
        return new EdnsOption(EdnsOptionCode.ExtendedError, [.. data]);
    }
}
