using System.Buffers;

namespace NetMesh.Protocols.Dns.Records;

/// <summary>A set of record types as windows of bits (RFC 4034 §4.1.2): of NSEC, NSEC3 and CSYNC.</summary>
public static class TypeSetField
{
    private const int MostBytes = 32;

    /// <summary>Whether these are windows in ascending order, none empty, none with a zero at its end.</summary>
    public static bool IsWhole(ReadOnlySpan<byte> field)
    {
        for (var last = -1; !field.IsEmpty;)
        {
            if (field.Length < 3 || field[0] <= last || field[1] is 0 or > MostBytes || field.Length < 2 + field[1] || field[1 + field[1]] == 0)
            {
                return false;
            }

            last = field[0];
            field = field[(2 + field[1])..];
        }

        return true;
    }

    public static bool Has(ReadOnlySpan<byte> field, RecordType type)
    {
        for (; !field.IsEmpty; field = field[(2 + field[1])..])
        {
            var index = ((ushort)type & 255) >> 3;
            if (field[0] == (ushort)type >> 8)
            {
                return index < field[1] && (field[2 + index] & (0x80 >> ((ushort)type & 7))) != 0;
            }
        }

        return false;
    }

    /// <summary>The types, in the order of their numbers.</summary>
    public static IEnumerable<RecordType> Types(ReadOnlyMemory<byte> field)
    {
        for (; !field.IsEmpty; field = field[(2 + field.Span[1])..])
        {
            for (var bit = 0; bit < 8 * field.Span[1]; bit++)
            {
                if ((field.Span[2 + (bit >> 3)] & (0x80 >> (bit & 7))) != 0)
                {
                    yield return (RecordType)((field.Span[0] << 8) | bit);
                }
            }
        }
    }

    /// <summary>Writes types, in any order.</summary>
    public static void Write(IEnumerable<RecordType> types, IBufferWriter<byte> output)
    {
        Span<byte> bits = stackalloc byte[MostBytes];
        foreach (var window in types.Order().GroupBy(type => (ushort)type >> 8))
        {
            bits.Clear();
            var length = 0;
            foreach (var type in window)
            {
                var index = ((ushort)type & 255) >> 3;
                bits[index] |= (byte)(0x80 >> ((ushort)type & 7));
                length = index + 1;
            }

            output.Write([(byte)window.Key, (byte)length]);
            output.Write(bits[..length]);
        }
    }
}
