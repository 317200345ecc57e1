using System.Buffers;
using System.Buffers.Binary;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;

namespace NetMesh.Protocols.Dns.Security;

/// <summary>The bytes that a signature of a record set is over (RFC 4034 §3.1.8.1).</summary>
public static class SignedForm
{
    /// <param name="head">The RRSIG data up to the signer's name inclusive.</param>
    /// <param name="owner">The set's owner as it was signed: the wildcard's name if it came of one.</param>
    /// <param name="originalTtl">The TTL in the zone, seconds.</param>
    /// <param name="data">Of all records of the set, in any order; of two alike one counts.</param>
    public static byte[] Of(ReadOnlySpan<byte> head, DomainName owner, uint originalTtl, IEnumerable<RecordData> data)
    {
        var output = new ArrayBufferWriter<byte>();

        // The signer's name is in lower case here (RFC 6840 §5.1 says that it always was).
        output.Write(head[..SignerOffset]);
        output.Write(DomainName.FromWire(head[SignerOffset..]).ToCanonical().Wire);
        var name = owner.ToCanonical();
        byte[]? last = null;
        foreach (var (canonical, type) in data.Select(one => (one.ToCanonical(), one.Type)).OrderBy(one => one.Item1, ByteOrder.Instance))
        {
            if (last is not null && last.AsSpan().SequenceEqual(canonical))
            {
                continue;
            }

            last = canonical;
            output.Write(name.Wire);
            var fixedPart = output.GetSpan(FixedLength)[..FixedLength];
            BinaryPrimitives.WriteUInt16BigEndian(fixedPart, (ushort)type);
            BinaryPrimitives.WriteUInt16BigEndian(fixedPart[2..], (ushort)RecordClass.IN);
            BinaryPrimitives.WriteUInt32BigEndian(fixedPart[4..], originalTtl);
            BinaryPrimitives.WriteUInt16BigEndian(fixedPart[8..], (ushort)canonical.Length);
            output.Advance(FixedLength);
            output.Write(canonical);
        }

        return output.WrittenSpan.ToArray();
    }

    /// <summary>Where the signer's name begins in the data of an RRSIG record.</summary>
    internal const int SignerOffset = 18;

    // Type, class, TTL and length.
    private const int FixedLength = 10;
}
