using System.Buffers.Binary;
using System.Security.Cryptography;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;
using NetMesh.Protocols.Dns.Security.Algorithms;

namespace NetMesh.Protocols.Dns.Security.Validating;

/// <summary>What a DS record says (RFC 4034 §5.1): which key the zone below shows.</summary>
/// <param name="data">Its data.</param>
internal readonly struct KeyPointer(RecordData data)
{
    // RFC 4509 and RFC 6605; SHA-1 is no longer trusted (RFC 9905).
    private const byte Sha256 = 2;
    private const byte Sha384 = 4;

    public ushort Tag => BinaryPrimitives.ReadUInt16BigEndian(data.Wire);

    public DnssecAlgorithm Algorithm => (DnssecAlgorithm)data.Wire[2];

    /// <summary>Whether its key and its digest are of a known kind; those that are not do not count (RFC 4035 §5.2, RFC 6840 §5.2).</summary>
    public static bool IsUsable(RecordData data, SignatureSchemes schemes) => data.Wire[3] is Sha256 or Sha384 && schemes.Knows(new KeyPointer(data).Algorithm);

    /// <summary>Whether it is this key of the zone.</summary>
    public bool IsAt(DomainName zone, ZoneKey key)
    {
        byte[] whole = [.. zone.ToCanonical().Wire, .. key.Data.Wire];
        return (data.Wire[3] == Sha256 ? SHA256.HashData(whole) : SHA384.HashData(whole)).AsSpan().SequenceEqual(data.Wire[4..]);
    }
}
