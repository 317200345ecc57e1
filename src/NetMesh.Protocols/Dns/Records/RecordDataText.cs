using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Wire;

namespace NetMesh.Protocols.Dns.Records;

/// <summary>The data of records as it stands in master files (RFC 1035 §5; for unknown types RFC 3597 §5).</summary>
public static class RecordDataText
{
    private static readonly SearchValues<byte> TagBytes = SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    private static readonly (string Name, byte Number)[] Algorithms =
    [
        ("RSASHA1", 5), ("NSEC3RSASHA1", 7), ("RSASHA256", 8), ("RSASHA512", 10), ("ECDSAP256SHA256", 13), ("ECDSAP384SHA384", 14), ("ED25519", 15), ("ED448", 16),
    ];

    /// <summary>Reads the data.</summary>
    /// <param name="type">Of which type.</param>
    /// <param name="words">All words of the data.</param>
    /// <param name="origin">What names without a dot at their end are relative to.</param>
    /// <param name="data">The data.</param>
    /// <param name="error">What is wrong and what was expected, in one line.</param>
    public static bool TryRead(
        RecordType type, ReadOnlySpan<TextToken> words, DomainName origin, [NotNullWhen(true)] out RecordData? data, [NotNullWhen(false)] out string? error)
    {
        var output = new ArrayBufferWriter<byte>();
        if (words is [{ Text: "\\#", IsQuoted: false }, ..])
        {
            error = ReadGeneric(words[1..], output);
        }
        else if (!RecordLayout.Has(type))
        {
            error = $"{RecordTypeText.Write(type)} data in words; expected \\#, its length and hexadecimal digits (RFC 3597 §5)";
        }
        else
        {
            error = null;
            foreach (var kind in RecordLayout.Of(type))
            {
                error ??= ReadField(kind, ref words, origin, output);
            }

            error ??= words.IsEmpty ? null : $"'{words[0].Text}' behind the data; expected the end of the record";
        }

        data = error is null ? RecordData.TryMake(type, output.WrittenSpan) : null;
        error ??= data is null ? $"bytes that are no data of {RecordTypeText.Write(type)}" : null;
        return data is not null;
    }

    public static string Write(RecordData data)
    {
        if (data.Layout.IsEmpty)
        {
            return data.Wire.IsEmpty ? "\\# 0" : $"\\# {data.Wire.Length} {Convert.ToHexString(data.Wire)}";
        }

        var text = new StringBuilder();
        var rest = data.Wire;
        foreach (var kind in RecordLayout.Of(data.Type))
        {
            var length = RecordLayout.LengthOf(kind, rest);
            var field = WriteField(kind, rest[..length]);
            text.Append(text.Length > 0 && field.Length > 0 ? " " : string.Empty).Append(field);
            rest = rest[length..];
        }

        return text.ToString();
    }

    /// <summary>Reads seconds, or numbers with units: weeks, days, hours, minutes, seconds.</summary>
    public static bool TryReadDuration(ReadOnlySpan<char> text, out uint seconds)
    {
        seconds = 0;
        ulong total = 0;
        ulong number = 0;
        var hasDigits = false;
        foreach (var letter in text)
        {
            if (char.IsAsciiDigit(letter))
            {
                number = (number * 10) + (uint)(letter - '0');
                hasDigits = true;
            }
            else
            {
                uint unit = char.ToLowerInvariant(letter) switch { 'w' => 604_800, 'd' => 86_400, 'h' => 3600, 'm' => 60, 's' => 1, _ => 0 };
                if (unit == 0 || !hasDigits)
                {
                    return false;
                }

                total += number * unit;
                (number, hasDigits) = (0, false);
            }

            if (number > uint.MaxValue || total > uint.MaxValue)
            {
                return false;
            }
        }

        seconds = (uint)(total + number);
        return text.Length > 0 && total + number <= uint.MaxValue;
    }

    private static string? ReadGeneric(ReadOnlySpan<TextToken> words, ArrayBufferWriter<byte> output)
    {
        if (words.IsEmpty || !ushort.TryParse(words[0].Text, NumberStyles.None, CultureInfo.InvariantCulture, out var length))
        {
            return "\\# without a length; expected the number of bytes (RFC 3597 §5)";
        }

        var error = ReadHexadecimal(words[1..], output);
        return error ?? (output.WrittenCount == length ? null : $"{output.WrittenCount} bytes behind a length of {length}");
    }

    private static string? ReadField(FieldKind kind, ref ReadOnlySpan<TextToken> words, DomainName origin, ArrayBufferWriter<byte> output)
    {
        // Fields that take all words that are left, be they none.
        switch (kind)
        {
            case FieldKind.Hexadecimal or FieldKind.Base64:
                var encoded = words;
                words = [];
                return kind == FieldKind.Base64 ? ReadBase64(encoded, output) : ReadHexadecimal(encoded, output);
            case FieldKind.TypeSet or FieldKind.ServiceParameters:
                var all = words;
                words = [];
                return kind == FieldKind.TypeSet ? ReadTypes(all, output) : ServiceParameterField.Read(all, output);
            default:
                break;
        }

        if (words.IsEmpty)
        {
            return $"the end of the record; expected {Describe(kind)}";
        }

        if (kind == FieldKind.Texts)
        {
            string? error = null;
            foreach (var one in words)
            {
                error ??= ReadText(one, output);
            }

            words = [];
            return error;
        }

        var word = words[0];
        words = words[1..];
        return ReadWord(kind, word, origin, output) ? null : kind switch
        {
            _ when RecordLayout.IsName(kind) && !DomainNameText.TryRead(word.Text, origin, out _, out var what) => $"{what} in '{word.Text}'; expected a domain name",
            FieldKind.Text or FieldKind.Tag => ReadText(word, new ArrayBufferWriter<byte>()),
            _ => $"'{word.Text}'; expected {Describe(kind)}",
        };
    }

    private static bool ReadWord(FieldKind kind, TextToken word, DomainName origin, ArrayBufferWriter<byte> output)
    {
        var text = word.Text;
        var invariant = CultureInfo.InvariantCulture;
        switch (kind)
        {
            case FieldKind.Name or FieldKind.PlainName or FieldKind.ExactName:
                return DomainNameText.TryRead(text, origin, out var name, out _) && Put(output, name.Wire);
            case FieldKind.UInt8:
                return byte.TryParse(text, NumberStyles.None, invariant, out var small) && Put(output, [small]);
            case FieldKind.Algorithm:
                var known = Array.Find(Algorithms, one => one.Name.Equals(text, StringComparison.OrdinalIgnoreCase)).Number;
                return (known > 0 || byte.TryParse(text, NumberStyles.None, invariant, out known)) && Put(output, [known]);
            case FieldKind.UInt16:
                return ushort.TryParse(text, NumberStyles.None, invariant, out var medium) && Put(output, [(byte)(medium >> 8), (byte)medium]);
            case FieldKind.Type:
                return RecordTypeText.TryRead(text, out RecordType type) && Put(output, [(byte)((ushort)type >> 8), (byte)type]);
            case FieldKind.UInt32:
                return uint.TryParse(text, NumberStyles.None, invariant, out var large) && Put(output, large);
            case FieldKind.Duration:
                return TryReadDuration(text, out var seconds) && Put(output, seconds);
            case FieldKind.Time:
                return TryReadTime(text, out var time) && Put(output, time);
            case FieldKind.IPv4:
                return IPv4Address.TryParse(text, out var v4) && Put(output, v4.Value);
            case FieldKind.IPv6:
                return text.Contains(':', StringComparison.Ordinal) && !text.Contains('%', StringComparison.Ordinal) && !text.Contains('[', StringComparison.Ordinal)
                    && IPAddress.TryParse(text, out var v6) && v6.AddressFamily == AddressFamily.InterNetworkV6 && Put(output, v6.GetAddressBytes());
            case FieldKind.Text or FieldKind.Tag:
                return ReadText(word, output) is null;
            case FieldKind.LongText:
                return word.ToBytes() is { } bytes && Put(output, bytes);
            case FieldKind.Eui48 or FieldKind.Eui64:
                var width = kind == FieldKind.Eui48 ? 6 : 8;
                var digits = text.Replace("-", string.Empty);
                return text.Length == (3 * width) - 1 && digits.Length == 2 * width && digits.All(char.IsAsciiHexDigit) && Put(output, Convert.FromHexString(digits));
            case FieldKind.Salt:
                return text is "-" ? Put(output, [0]) : text.Length is > 0 and <= 510 && text.Length % 2 == 0 && text.All(char.IsAsciiHexDigit)
                    && Put(output, [(byte)(text.Length / 2), .. Convert.FromHexString(text)]);
            case FieldKind.HashedName:
                return Base32Hex.TryRead(text, out var hashed) && hashed.Length is > 0 and <= 255 && Put(output, [(byte)hashed.Length, .. hashed]);
            default:
                throw new InvalidOperationException($"{kind} is not one word");
        }
    }

    private static string WriteField(FieldKind kind, ReadOnlySpan<byte> field)
    {
        switch (kind)
        {
            case FieldKind.Name or FieldKind.PlainName or FieldKind.ExactName:
                return DomainName.FromWire(field).ToString();
            case FieldKind.UInt8 or FieldKind.Algorithm:
                return field[0].ToString(CultureInfo.InvariantCulture);
            case FieldKind.UInt16:
                return BinaryPrimitives.ReadUInt16BigEndian(field).ToString(CultureInfo.InvariantCulture);
            case FieldKind.Type:
                return RecordTypeText.Write((RecordType)BinaryPrimitives.ReadUInt16BigEndian(field));
            case FieldKind.UInt32 or FieldKind.Duration:
                return BinaryPrimitives.ReadUInt32BigEndian(field).ToString(CultureInfo.InvariantCulture);
            case FieldKind.Time:
                return DateTime.UnixEpoch.AddSeconds(BinaryPrimitives.ReadUInt32BigEndian(field)).ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture);
            case FieldKind.IPv4 or FieldKind.IPv6:
                return new IPAddress(field).ToString();
            case FieldKind.Tag when field.Length > 1 && !field[1..].ContainsAnyExcept(TagBytes):
                return Encoding.ASCII.GetString(field[1..]);
            case FieldKind.Text or FieldKind.Tag:
                return TextToken.Quote(field[1..]);
            case FieldKind.Texts:
                return WriteTexts(field);
            case FieldKind.LongText:
                return TextToken.Quote(field);
            case FieldKind.Eui48 or FieldKind.Eui64:
                return BitConverter.ToString(field.ToArray()).ToLowerInvariant();
            case FieldKind.Hexadecimal:
                return Convert.ToHexString(field);
            case FieldKind.Base64:
                return Convert.ToBase64String(field);
            case FieldKind.Salt:
                return field.Length == 1 ? "-" : Convert.ToHexString(field[1..]);
            case FieldKind.HashedName:
                return Base32Hex.Write(field[1..]);
            case FieldKind.TypeSet:
                return string.Join(' ', TypeSetField.Types(field.ToArray()).Select(RecordTypeText.Write));
            default:
                return ServiceParameterField.Write(field);
        }
    }

    private static string WriteTexts(ReadOnlySpan<byte> field)
    {
        var texts = new List<string>();
        for (; !field.IsEmpty; field = field[(field[0] + 1)..])
        {
            texts.Add(TextToken.Quote(field.Slice(1, field[0])));
        }

        return string.Join(' ', texts);
    }

    private static string? ReadText(TextToken word, ArrayBufferWriter<byte> output)
    {
        if (word.ToBytes() is not { } bytes)
        {
            return $"a wrong escape in '{word.Text}'; expected \\X or \\DDD";
        }

        return bytes.Length <= 255 && Put(output, [(byte)bytes.Length]) && Put(output, bytes) ? null : $"text of {bytes.Length} bytes; expected at most 255";
    }

    private static string? ReadHexadecimal(ReadOnlySpan<TextToken> words, ArrayBufferWriter<byte> output)
    {
        var digits = string.Concat(words.ToArray().Select(word => word.Text));
        if (digits.Length % 2 != 0 || !digits.All(char.IsAsciiHexDigit))
        {
            return $"'{digits}'; expected pairs of hexadecimal digits";
        }

        Put(output, Convert.FromHexString(digits));
        return null;
    }

    private static string? ReadBase64(ReadOnlySpan<TextToken> words, ArrayBufferWriter<byte> output)
    {
        var letters = string.Concat(words.ToArray().Select(word => word.Text));
        var bytes = new byte[letters.Length];
        return Convert.TryFromBase64String(letters, bytes, out var length) && Put(output, bytes.AsSpan(0, length)) ? null : $"'{letters}'; expected Base64";
    }

    private static string? ReadTypes(ReadOnlySpan<TextToken> words, ArrayBufferWriter<byte> output)
    {
        var types = new HashSet<RecordType>();
        foreach (var word in words)
        {
            if (!RecordTypeText.TryRead(word.Text, out RecordType type))
            {
                return $"'{word.Text}'; expected record types";
            }

            types.Add(type);
        }

        TypeSetField.Write(types, output);
        return null;
    }

    private static bool TryReadTime(string text, out uint seconds)
    {
        if (text.Length == 14 && DateTime.TryParseExact(
            text, "yyyyMMddHHmmss", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time))
        {
            seconds = (uint)(long)(time - DateTime.UnixEpoch).TotalSeconds;
            return true;
        }

        return uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out seconds);
    }

    private static bool Put(ArrayBufferWriter<byte> output, uint number) => Put(output, [(byte)(number >> 24), (byte)(number >> 16), (byte)(number >> 8), (byte)number]);

    private static bool Put(ArrayBufferWriter<byte> output, ReadOnlySpan<byte> bytes)
    {
        output.Write(bytes);
        return true;
    }

    private static string Describe(FieldKind kind) => kind switch
    {
        FieldKind.Name or FieldKind.PlainName or FieldKind.ExactName => "a domain name",
        FieldKind.UInt8 => "a number up to 255",
        FieldKind.UInt16 => "a number up to 65535",
        FieldKind.UInt32 => "a number up to 4294967295",
        FieldKind.Duration => "seconds, or a time such as 1h30m",
        FieldKind.Time => "a time as YYYYMMDDHHmmSS",
        FieldKind.Type => "a record type",
        FieldKind.Algorithm => "an algorithm's number or name",
        FieldKind.IPv4 => "an IPv4 address",
        FieldKind.IPv6 => "an IPv6 address",
        FieldKind.Eui48 => "six bytes such as 00-00-5e-00-53-2a",
        FieldKind.Eui64 => "eight bytes such as 00-00-5e-ef-10-00-00-2a",
        FieldKind.Salt => "a salt in hexadecimal, or - for none",
        FieldKind.HashedName => "a hash in Base32",
        _ => "text",
    };
}
