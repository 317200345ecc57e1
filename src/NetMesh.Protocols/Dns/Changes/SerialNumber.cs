using System.Buffers.Binary;
using NetMesh.Protocols.Dns.Records;

namespace NetMesh.Protocols.Dns.Changes;

/// <summary>Arithmetic of serial numbers, which go round (RFC 1982, for 32 bits).</summary>
public static class SerialNumber
{
    /// <summary>Whether a serial comes after another: by less than half of all numbers. Of two just half apart neither does.</summary>
    public static bool IsAfter(uint serial, uint other) => serial != other && serial - other < 0x8000_0000;

    /// <summary>The next serial; never 0, which some take for none (RFC 2136 §7.11).</summary>
    public static uint Next(uint serial) => serial == uint.MaxValue ? 1 : serial + 1;

    /// <summary>A start of authority with the next serial.</summary>
    public static ResourceRecord After(ResourceRecord soa)
    {
        var bytes = soa.Data.Wire.ToArray();
        var serial = bytes.AsSpan(bytes.Length - 20);
        BinaryPrimitives.WriteUInt32BigEndian(serial, Next(BinaryPrimitives.ReadUInt32BigEndian(serial)));
        return soa with { Data = RecordData.TryMake(RecordType.SOA, bytes)! };
    }
}
