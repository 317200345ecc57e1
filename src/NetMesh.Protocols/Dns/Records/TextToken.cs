namespace NetMesh.Protocols.Dns.Records;

/// <summary>A word of a master file.</summary>
/// <param name="Text">As it stands there, escapes included, quotes not.</param>
/// <param name="IsQuoted">It stood in quotes.</param>
public readonly record struct TextToken(string Text, bool IsQuoted = false)
{
    /// <summary>The bytes that the word stands for, with its escapes resolved; null when an escape is wrong.</summary>
    public byte[]? ToBytes()
    {
        var bytes = new List<byte>(Text.Length);
        for (var i = 0; i < Text.Length; i++)
        {
            var value = (int)Text[i];
            if (value == '\\')
            {
                if (i + 1 >= Text.Length)
                {
                    return null;
                }

                if (char.IsAsciiDigit(Text[i + 1]))
                {
                    if (i + 3 >= Text.Length || !int.TryParse(Text.AsSpan(i + 1, 3), System.Globalization.NumberStyles.None, null, out value))
                    {
                        return null;
                    }

                    i += 3;
                }
                else
                {
                    value = Text[++i];
                }
            }

            if (value > 255)
            {
                return null;
            }

            bytes.Add((byte)value);
        }

        return [.. bytes];
    }

    /// <summary>Bytes as a word in quotes.</summary>
    public static string Quote(ReadOnlySpan<byte> bytes)
    {
        var text = new System.Text.StringBuilder("\"", bytes.Length + 2);
        foreach (var octet in bytes)
        {
            _ = octet is < 0x20 or >= 0x7f ? text.Append('\\').Append(octet.ToString("d3", null))
                : octet is (byte)'"' or (byte)'\\' ? text.Append('\\').Append((char)octet)
                : text.Append((char)octet);
        }

        return text.Append('"').ToString();
    }
}
