using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace NetMesh.Protocols.Dns.Records;

/// <summary>Base32 with the extended alphabet and without padding (RFC 4648 §7): hashed owner names (RFC 5155 §3.3).</summary>
public static class Base32Hex
{
    private const string Letters = "0123456789abcdefghijklmnopqrstuv";

    public static string Write(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(((bytes.Length * 8) + 4) / 5);
        var (bits, count) = (0, 0);
        foreach (var octet in bytes)
        {
            bits = ((bits << 8) | octet) & 0xfff;
            for (count += 8; count >= 5; count -= 5)
            {
                text.Append(Letters[(bits >> (count - 5)) & 31]);
            }
        }

        return count > 0 ? text.Append(Letters[(bits << (5 - count)) & 31]).ToString() : text.ToString();
    }

    /// <summary>False for other letters, for a length that no bytes have, and for bits behind the last byte that are not zero.</summary>
    public static bool TryRead(ReadOnlySpan<char> text, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = new byte[text.Length * 5 / 8];
        var (bits, count, at) = (0, 0, 0);
        foreach (var letter in text)
        {
            var value = Letters.IndexOf(char.ToLowerInvariant(letter), StringComparison.Ordinal);
            if (value < 0)
            {
                bytes = null;
                return false;
            }

            bits = ((bits << 5) | value) & 0xfff;
            count += 5;
            if (count >= 8)
            {
                count -= 8;
                bytes[at++] = (byte)(bits >> count);
            }
        }

        bytes = count < 5 && (bits & ((1 << count) - 1)) == 0 ? bytes : null;
        return bytes is not null;
    }
}
