using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace NetMesh.Protocols.Dns.Names;

/// <summary>Domain names as text (RFC 1035 §5.1): labels between dots, <c>\X</c> for a character as it is, <c>\DDD</c> for a byte by its decimal number.</summary>
public static class DomainNameText
{
    /// <summary>Reads a name.</summary>
    /// <param name="text">Absolute with a dot at its end; <c>@</c> is the origin.</param>
    /// <param name="origin">What a name without that dot is relative to.</param>
    /// <param name="name">The name.</param>
    /// <param name="error">What is wrong and what was expected, in one line.</param>
    public static bool TryRead(ReadOnlySpan<char> text, DomainName origin, [NotNullWhen(true)] out DomainName? name, [NotNullWhen(false)] out string? error)
    {
        name = null;
        error = null;
        if (text is "@" or ".")
        {
            name = text is "@" ? origin : DomainName.Root;
            return true;
        }

        Span<byte> wire = stackalloc byte[DomainName.MaxLength];
        var (start, at, isAbsolute) = (0, 1, false);
        for (var i = 0; i < text.Length && error is null; i++)
        {
            isAbsolute = false;
            var value = (int)text[i];
            if (value == '.')
            {
                error = at == start + 1 ? "an empty label" : null;
                wire[start] = (byte)(at - start - 1);
                start = at++;
                isAbsolute = true;
                continue;
            }

            if (value == '\\')
            {
                i += TakeEscape(text[(i + 1)..], out value);
            }

            error = value is < 0 or > 255 ? "an escape that is not \\X or \\DDD with at most 255, or a character beyond it" : error;
            error = at - start > DomainName.MaxLabelLength ? $"a label of more than {DomainName.MaxLabelLength} bytes" : error;
            error = at >= DomainName.MaxLength - 1 ? $"a name of more than {DomainName.MaxLength} bytes" : error;
            if (error is null)
            {
                wire[at++] = (byte)value;
            }
        }

        error = text.IsEmpty ? "an empty name" : error;
        if (error is not null)
        {
            return false;
        }

        if (!isAbsolute)
        {
            wire[start] = (byte)(at - start - 1);
            start = at;
        }

        var end = isAbsolute ? DomainName.Root : origin;
        if (start + end.Wire.Length > DomainName.MaxLength)
        {
            error = $"a name of more than {DomainName.MaxLength} bytes";
            return false;
        }

        end.Wire.CopyTo(wire[start..]);
        name = DomainName.FromWire(wire[..(start + end.Wire.Length)]);
        return true;
    }

    /// <summary>Writes a name, absolute.</summary>
    public static string Write(DomainName name)
    {
        if (name.IsRoot)
        {
            return ".";
        }

        var text = new StringBuilder(name.Wire.Length);
        for (var label = 0; label < name.LabelCount; label++)
        {
            foreach (var octet in name.Label(label))
            {
                Append(text, octet);
            }

            text.Append('.');
        }

        return text.ToString();
    }

    // How many characters behind the backslash belong to it; a value of -1 is wrong.
    private static int TakeEscape(ReadOnlySpan<char> rest, out int value)
    {
        if (rest is [>= '0' and <= '9', ..])
        {
            var isNumber = rest.Length >= 3 && int.TryParse(rest[..3], NumberStyles.None, CultureInfo.InvariantCulture, out value);
            value = isNumber ? int.Parse(rest[..3], CultureInfo.InvariantCulture) : -1;
            return isNumber ? 3 : 1;
        }

        value = rest.IsEmpty ? -1 : rest[0];
        return rest.IsEmpty ? 0 : 1;
    }

    private static void Append(StringBuilder text, byte octet)
    {
        if (octet is <= 0x20 or >= 0x7f)
        {
            text.Append(CultureInfo.InvariantCulture, $"\\{octet:d3}");
        }
        else
        {
            // What means something in a master file.
            text.Append((char)octet is '.' or '\\' or '"' or ';' or '(' or ')' or '@' or '$' ? "\\" : string.Empty).Append((char)octet);
        }
    }
}
