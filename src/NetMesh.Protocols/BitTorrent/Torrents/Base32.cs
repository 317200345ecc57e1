namespace NetMesh.Protocols.BitTorrent.Torrents;

/// <summary>Base32 without padding (RFC 4648 §6), the older spelling of info-hashes in magnet links.</summary>
internal static class Base32
{
    /// <summary>Reads exactly <paramref name="output"/>'s bytes; false when the text is shorter, longer or has other letters.</summary>
    public static bool TryRead(ReadOnlySpan<char> text, Span<byte> output)
    {
        if (text.Length != (output.Length * 8) / 5 || output.Length % 5 != 0)
        {
            return false;
        }

        uint bits = 0;
        var count = 0;
        foreach (var letter in text)
        {
            var value = letter switch
            {
                >= 'A' and <= 'Z' => letter - 'A',
                >= 'a' and <= 'z' => letter - 'a',
                >= '2' and <= '7' => letter - '2' + 26,
                _ => -1,
            };
            if (value < 0)
            {
                return false;
            }

            bits = (bits << 5) | (uint)value;
            count += 5;
            if (count >= 8)
            {
                count -= 8;
                output[0] = (byte)(bits >> count);
                output = output[1..];
            }
        }

        return true;
    }
}
