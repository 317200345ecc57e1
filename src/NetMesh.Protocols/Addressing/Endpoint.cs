using System.Globalization;
using System.Net;

namespace NetMesh.Protocols.Addressing;

/// <summary>An IPv4 address and a port: one end of a connection or datagram.</summary>
public readonly record struct Endpoint(IPv4Address Address, ushort Port) : IComparable<Endpoint>
{
    /// <summary>Reads <c>127.17.0.5:6881</c>.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Endpoint endpoint)
    {
        var colon = text.IndexOf(':');
        if (colon > 0 && IPv4Address.TryParse(text[..colon], out var address)
            && ushort.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port))
        {
            endpoint = new Endpoint(address, port);
            return true;
        }

        endpoint = default;
        return false;
    }

    /// <summary>The framework's endpoint as ours; false when its address is not IPv4.</summary>
    public static bool TryFrom(EndPoint? endPoint, out Endpoint result)
    {
        if (endPoint is IPEndPoint ip && IPv4Address.TryFrom(ip.Address, out var address))
        {
            result = new Endpoint(address, (ushort)ip.Port);
            return true;
        }

        result = default;
        return false;
    }

    public IPEndPoint ToIPEndPoint() => new(Address.ToIPAddress(), Port);

    public int CompareTo(Endpoint other) =>
        Address == other.Address ? Port.CompareTo(other.Port) : Address.CompareTo(other.Address);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Address}:{Port}");
}
