using System.Buffers.Binary;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;

namespace NetMesh.Protocols.Dns.Security;

/// <summary>What an RRSIG record says (RFC 4034 §3.1).</summary>
/// <param name="Data">Its data.</param>
public readonly record struct SignatureFields(RecordData Data)
{
    /// <summary>The type of the records that it signs.</summary>
    public RecordType Covered => (RecordType)BinaryPrimitives.ReadUInt16BigEndian(Data.Wire);

    public DnssecAlgorithm Algorithm => (DnssecAlgorithm)Data.Wire[2];

    /// <summary>Labels of the owner's name, the root and a wildcard's asterisk not counted: fewer than an answer's owner has when a wildcard gave it.</summary>
    public int Labels => Data.Wire[3];

    /// <summary>The TTL in the zone, which an answer from a cache no longer shows.</summary>
    public uint OriginalTtl => BinaryPrimitives.ReadUInt32BigEndian(Data.Wire[4..]);

    /// <summary>Seconds since 1970 modulo 2³², in serial arithmetic (<see cref="SignatureTime"/>).</summary>
    public uint Expiration => BinaryPrimitives.ReadUInt32BigEndian(Data.Wire[8..]);

    /// <summary>Likewise.</summary>
    public uint Inception => BinaryPrimitives.ReadUInt32BigEndian(Data.Wire[12..]);

    public ushort KeyTag => BinaryPrimitives.ReadUInt16BigEndian(Data.Wire[16..]);

    /// <summary>The zone whose key it was.</summary>
    public DomainName Signer => DomainName.FromWire(Data.Wire.Slice(SignedForm.SignerOffset, SignerLength));

    /// <summary>What is signed along with the records: all but the signature itself.</summary>
    public ReadOnlySpan<byte> SignedHead => Data.Wire[..(SignedForm.SignerOffset + SignerLength)];

    public ReadOnlySpan<byte> Signature => Data.Wire[(SignedForm.SignerOffset + SignerLength)..];

    /// <summary>The data up to the signature, for one that is to be made.</summary>
    internal static byte[] Head(RecordType covered, ZoneKey key, byte labels, uint originalTtl, uint inception, uint expiration, DomainName signer)
    {
        var head = new byte[SignedForm.SignerOffset + signer.Wire.Length];
        BinaryPrimitives.WriteUInt16BigEndian(head, (ushort)covered);
        (head[2], head[3]) = ((byte)key.Algorithm, labels);
        BinaryPrimitives.WriteUInt32BigEndian(head.AsSpan(4), originalTtl);
        BinaryPrimitives.WriteUInt32BigEndian(head.AsSpan(8), expiration);
        BinaryPrimitives.WriteUInt32BigEndian(head.AsSpan(12), inception);
        BinaryPrimitives.WriteUInt16BigEndian(head.AsSpan(16), key.Tag);
        signer.ToCanonical().Wire.CopyTo(head.AsSpan(SignedForm.SignerOffset));
        return head;
    }

    private int SignerLength => DomainName.LengthOf(Data.Wire[SignedForm.SignerOffset..]);
}
