using System.Globalization;
using System.Net;

namespace NetMesh.Protocols.Addressing;

/// <summary>An IPv4 address as a number: four bytes, no allocation, ordered as the address space is.</summary>
/// <param name="Value">The address in host order: 127.0.0.1 is 0x7F000001.</param>
public readonly record struct IPv4Address(uint Value) : IComparable<IPv4Address>
{
    public IPv4Address(byte a, byte b, byte c, byte d)
        : this(((uint)a << 24) | ((uint)b << 16) | ((uint)c << 8) | d)
    {
    }

    public static IPv4Address Any => default;

    /// <summary>Reads dotted-quad notation strictly: four decimal numbers, no leading zeros, nothing around them.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out IPv4Address address)
    {
        address = default;
        uint value = 0;
        for (var part = 0; part < 4; part++)
        {
            var dot = part < 3 ? text.IndexOf('.') : text.Length;
            if (dot is < 1 or > 3 || (dot > 1 && text[0] == '0')
                || !byte.TryParse(text[..dot], NumberStyles.None, CultureInfo.InvariantCulture, out var octet))
            {
                return false;
            }

            value = (value << 8) | octet;
            text = part < 3 ? text[(dot + 1)..] : [];
        }

        address = new IPv4Address(value);
        return true;
    }

    /// <summary>Reads dotted-quad notation.</summary>
    /// <exception cref="FormatException">The text is no IPv4 address.</exception>
    public static IPv4Address Parse(ReadOnlySpan<char> text) =>
        TryParse(text, out var address) ? address : throw new FormatException($"'{text}' is no IPv4 address; expected four numbers such as 127.17.0.5");

    /// <summary>The framework's address as ours; false for one that is neither IPv4 nor IPv4-mapped.</summary>
    public static bool TryFrom(IPAddress address, out IPv4Address result)
    {
        Span<byte> bytes = stackalloc byte[16];
        if (address.TryWriteBytes(bytes, out var length) && (length == 4 || address.IsIPv4MappedToIPv6))
        {
            bytes = bytes.Slice(length - 4, 4);
            result = new IPv4Address(bytes[0], bytes[1], bytes[2], bytes[3]);
            return true;
        }

        result = default;
        return false;
    }

    public IPAddress ToIPAddress() => new([(byte)(Value >> 24), (byte)(Value >> 16), (byte)(Value >> 8), (byte)Value]);

    public int CompareTo(IPv4Address other) => Value.CompareTo(other.Value);

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Value >> 24}.{(Value >> 16) & 255}.{(Value >> 8) & 255}.{Value & 255}");
}
