using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace NetMesh.Protocols.Dns.Records;

/// <summary>Service parameters (RFC 9460 §2): keys in ascending order, each with a value.</summary>
public static class ServiceParameterField
{
    private const ushort Mandatory = 0;
    private const ushort Alpn = 1;
    private const ushort NoDefaultAlpn = 2;
    private const ushort Port = 3;
    private const ushort IPv4Hint = 4;
    private const ushort Ech = 5;
    private const ushort IPv6Hint = 6;

    private static readonly string[] Names = ["mandatory", "alpn", "no-default-alpn", "port", "ipv4hint", "ech", "ipv6hint"];

    public static bool IsWhole(ReadOnlySpan<byte> field)
    {
        for (var last = -1; !field.IsEmpty;)
        {
            if (field.Length < 4)
            {
                return false;
            }

            var key = BinaryPrimitives.ReadUInt16BigEndian(field);
            var length = BinaryPrimitives.ReadUInt16BigEndian(field[2..]);
            if (key <= last || field.Length < 4 + length || !IsLegal(key, field.Slice(4, length)))
            {
                return false;
            }

            last = key;
            field = field[(4 + length)..];
        }

        return true;
    }

    /// <summary>As words of a master file (RFC 9460 §2.1).</summary>
    public static string Write(ReadOnlySpan<byte> field)
    {
        var text = new StringBuilder();
        while (!field.IsEmpty)
        {
            var key = BinaryPrimitives.ReadUInt16BigEndian(field);
            var value = field.Slice(4, BinaryPrimitives.ReadUInt16BigEndian(field[2..]));
            field = field[(4 + value.Length)..];
            text.Append(text.Length > 0 ? " " : string.Empty).Append(NameOf(key));
            if (!value.IsEmpty)
            {
                text.Append('=').Append(WriteValue(key, value));
            }
        }

        return text.ToString();
    }

    /// <summary>Reads the words. Returns what is wrong, or null.</summary>
    public static string? Read(ReadOnlySpan<TextToken> words, IBufferWriter<byte> output)
    {
        var parameters = new SortedDictionary<ushort, byte[]>();
        foreach (var word in words)
        {
            var equals = word.Text.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? word.Text : word.Text[..equals];
            if (KeyOf(name) is not { } key)
            {
                return $"service parameter '{name}'; expected {string.Join(", ", Names)} or a key such as key667";
            }

            // A quoted value comes as a word of its own where the reader splits at quotes.
            var text = equals < 0 ? string.Empty : word.Text[(equals + 1)..].Trim('"');
            if (ReadValue(key, text) is not { } value || !IsLegal(key, value) || !parameters.TryAdd(key, value))
            {
                return $"service parameter '{word.Text}', which is no value of {name} or stands there twice";
            }
        }

        foreach (var (key, value) in parameters)
        {
            output.Write([(byte)(key >> 8), (byte)key, (byte)(value.Length >> 8), (byte)value.Length]);
            output.Write(value);
        }

        return null;
    }

    private static bool IsLegal(ushort key, ReadOnlySpan<byte> value) => key switch
    {
        Mandatory => AreKeys(value),
        Alpn => AreIds(value),
        NoDefaultAlpn => value.IsEmpty,
        Port => value.Length == 2,
        IPv4Hint => value.Length > 0 && value.Length % 4 == 0,
        IPv6Hint => value.Length > 0 && value.Length % 16 == 0,
        _ => true,
    };

    private static bool AreKeys(ReadOnlySpan<byte> value)
    {
        var last = 0;
        for (var at = 0; at + 1 < value.Length; at += 2)
        {
            var key = BinaryPrimitives.ReadUInt16BigEndian(value[at..]);
            if (key <= last)
            {
                return false;
            }

            last = key;
        }

        return value.Length > 0 && value.Length % 2 == 0;
    }

    private static bool AreIds(ReadOnlySpan<byte> value)
    {
        var isAny = !value.IsEmpty;
        while (!value.IsEmpty && value[0] > 0 && value[0] < value.Length)
        {
            value = value[(value[0] + 1)..];
        }

        return isAny && value.IsEmpty;
    }

    private static string NameOf(ushort key) => key < Names.Length ? Names[key] : $"key{key}";

    private static ushort? KeyOf(string name)
    {
        var known = Array.IndexOf(Names, name.ToLowerInvariant());
        if (known >= 0)
        {
            return (ushort)known;
        }

        return name.StartsWith("key", StringComparison.OrdinalIgnoreCase) && name is not [_, _, _, '0', _, ..]
            && ushort.TryParse(name.AsSpan(3), NumberStyles.None, CultureInfo.InvariantCulture, out var key) && key != ushort.MaxValue ? key : null;
    }

    private static string WriteValue(ushort key, ReadOnlySpan<byte> value)
    {
        var parts = new List<string>();
        switch (key)
        {
            case Mandatory:
                for (; !value.IsEmpty; value = value[2..])
                {
                    parts.Add(NameOf(BinaryPrimitives.ReadUInt16BigEndian(value)));
                }

                break;
            case Alpn:
                for (; !value.IsEmpty; value = value[(value[0] + 1)..])
                {
                    parts.Add(TextToken.Quote(value.Slice(1, value[0])).Trim('"').Replace(",", "\\\\,"));
                }

                return $"\"{string.Join(',', parts)}\"";
            case Port:
                return BinaryPrimitives.ReadUInt16BigEndian(value).ToString(CultureInfo.InvariantCulture);
            case IPv4Hint or IPv6Hint:
                for (var width = key == IPv4Hint ? 4 : 16; !value.IsEmpty; value = value[width..])
                {
                    parts.Add(new IPAddress(value[..width]).ToString());
                }

                break;
            case Ech:
                return Convert.ToBase64String(value);
            default:
                return TextToken.Quote(value);
        }

        return string.Join(',', parts);
    }

    private static byte[]? ReadValue(ushort key, string text)
    {
        switch (key)
        {
            case Mandatory:
                var keys = text.Split(',').Select(KeyOf).ToArray();
                return keys.Contains(null) ? null : [.. keys.Order().SelectMany(one => new[] { (byte)(one!.Value >> 8), (byte)one.Value })];
            case Alpn:
                return ReadIds(text);
            case Port:
                return ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) ? [(byte)(port >> 8), (byte)port] : null;
            case IPv4Hint or IPv6Hint:
                var family = key == IPv4Hint ? AddressFamily.InterNetwork : AddressFamily.InterNetworkV6;
                var addresses = text.Split(',').Select(one => IPAddress.TryParse(one, out var address) && address.AddressFamily == family ? address : null).ToArray();
                return addresses.Contains(null) ? null : [.. addresses.SelectMany(address => address!.GetAddressBytes())];
            case Ech:
                var bytes = new byte[text.Length];
                return Convert.TryFromBase64String(text, bytes, out var length) ? bytes[..length] : null;
            default:
                return new TextToken(text).ToBytes();
        }
    }

    private static byte[]? ReadIds(string text)
    {
        // A comma of an id itself is escaped twice (RFC 9460 appendix A.1).
        var ids = text.Replace("\\\\,", "\\044").Split(',').Select(id => new TextToken(id).ToBytes()).ToArray();
        return Array.Exists(ids, id => id is null or { Length: 0 or > 255 }) ? null : [.. ids.SelectMany(id => (byte[])[(byte)id!.Length, .. id])];
    }
}
