using System.Globalization;

namespace NetMesh.Protocols.Addressing;

/// <summary>A block of addresses, as <c>127.17.0.0/16</c> (RFC 4632 §3.1).</summary>
public readonly record struct AddressPrefix
{
    /// <param name="network">Any address of the block; the bits behind the prefix are cleared.</param>
    /// <param name="length">0 to 32.</param>
    public AddressPrefix(IPv4Address network, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, 32);
        Length = length;
        Network = new IPv4Address(network.Value & Mask(length));
    }

    public IPv4Address Network { get; }

    public int Length { get; }

    /// <summary>How many addresses the block holds.</summary>
    public long Count => 1L << (32 - Length);

    public bool Contains(IPv4Address address) => (address.Value & Mask(Length)) == Network.Value;

    public bool Contains(AddressPrefix other) => other.Length >= Length && Contains(other.Network);

    public bool Overlaps(AddressPrefix other) => Contains(other) || other.Contains(this);

    /// <summary>The block's address number <paramref name="index"/>, counted from its network address.</summary>
    public IPv4Address At(long index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        return new IPv4Address(Network.Value + (uint)index);
    }

    /// <summary>Reads <c>127.17.0.0/16</c>; bits set behind the prefix are an error, because they mean a slip of the pen.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out AddressPrefix prefix)
    {
        prefix = default;
        var slash = text.IndexOf('/');
        if (slash < 0 || !IPv4Address.TryParse(text[..slash], out var network)
            || !int.TryParse(text[(slash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var length) || length > 32
            || (network.Value & ~Mask(length)) != 0)
        {
            return false;
        }

        prefix = new AddressPrefix(network, length);
        return true;
    }

    public static AddressPrefix Parse(ReadOnlySpan<char> text) =>
        TryParse(text, out var prefix) ? prefix : throw new FormatException($"'{text}' is no address prefix; expected one such as 127.17.0.0/16");

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Network}/{Length}");

    private static uint Mask(int length) => length == 0 ? 0 : uint.MaxValue << (32 - length);
}
