using System.Buffers.Binary;
using System.Security.Cryptography;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;

namespace NetMesh.Protocols.Dns.Security;

/// <summary>What a DNSKEY record says (RFC 4034 §2.1): a public key.</summary>
/// <param name="Data">Its data.</param>
public readonly record struct ZoneKey(RecordData Data)
{
    /// <summary>Flag: the key signs records of a zone; without it it must not be used for that.</summary>
    public const ushort IsZoneKeyFlag = 0x0100;

    /// <summary>Flag: it signs keys, and the zone above points at it. No more than a hint to operators (RFC 4034 §2.1.1).</summary>
    public const ushort IsEntryPointFlag = 0x0001;

    /// <summary>Flag: given up by its owner (RFC 5011 §2.1).</summary>
    public const ushort IsRevokedFlag = 0x0080;

    private const byte Protocol = 3;
    private const byte Sha256 = 2;

    public ushort Flags => BinaryPrimitives.ReadUInt16BigEndian(Data.Wire);

    public DnssecAlgorithm Algorithm => (DnssecAlgorithm)Data.Wire[3];

    public ReadOnlySpan<byte> PublicKey => Data.Wire[4..];

    /// <summary>Whether signatures of a zone may be checked with it (RFC 4034 §2.1).</summary>
    public bool SignsZones => (Flags & IsZoneKeyFlag) != 0 && (Flags & IsRevokedFlag) == 0 && Data.Wire[2] == Protocol;

    /// <summary>A short number by which signatures name their key (RFC 4034 appendix B). Several keys may have one.</summary>
    public ushort Tag
    {
        get
        {
            uint sum = 0;
            for (var i = 0; i < Data.Wire.Length; i++)
            {
                sum += (uint)Data.Wire[i] << ((i & 1) == 0 ? 8 : 0);
            }

            return (ushort)(sum + (sum >> 16));
        }
    }

    /// <summary>The data of a DNSKEY record.</summary>
    public static ZoneKey Of(ushort flags, DnssecAlgorithm algorithm, ReadOnlySpan<byte> publicKey) =>
        new(RecordData.TryMake(RecordType.DNSKEY, [(byte)(flags >> 8), (byte)flags, Protocol, (byte)algorithm, .. publicKey])!);

    /// <summary>The data of the records by which a zone tells the one above, where nobody else does, at which key it is to point (RFC 7344 §3): CDS and CDNSKEY.</summary>
    /// <param name="zone">Whose key it is.</param>
    public (RecordData Pointer, RecordData Key) ForZoneAbove(DomainName zone) =>
        (RecordData.TryMake(RecordType.CDS, DelegationSigner(zone).Wire)!, RecordData.TryMake(RecordType.CDNSKEY, Data.Wire)!);

    /// <summary>The data of the DS record by which the zone above points at this key: its SHA-256 (RFC 4509).</summary>
    /// <param name="zone">Whose key it is.</param>
    public RecordData DelegationSigner(DomainName zone) =>
        RecordData.TryMake(RecordType.DS, [(byte)(Tag >> 8), (byte)Tag, (byte)Algorithm, Sha256, .. SHA256.HashData([.. zone.ToCanonical().Wire, .. Data.Wire])])!;
}
