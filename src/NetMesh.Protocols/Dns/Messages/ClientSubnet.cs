using System.Buffers.Binary;
using System.Collections.Immutable;
using NetMesh.Protocols.Addressing;

namespace NetMesh.Protocols.Dns.Messages;

/// <summary>The network for which a resolver asks, so that an answer can be one that is near to it (RFC 7871 §6).</summary>
/// <param name="Family">1 for IPv4, 2 for IPv6 (IANA's address families); 0 where nothing is said of it.</param>
/// <param name="SourceLength">How much of the address the question tells, in bits.</param>
/// <param name="ScopeLength">For how much of it the answer holds, in bits; 0 in a question, and where the answer is one for everybody.</param>
/// <param name="Address">The first bytes of the address: as many as <paramref name="SourceLength"/> needs, the bits behind it zero.</param>
public sealed record ClientSubnet(ushort Family, byte SourceLength, byte ScopeLength, ImmutableArray<byte> Address)
{
    private const int HeadLength = 4;
    private const ushort IPv4 = 1;
    private const ushort IPv6 = 2;

    /// <summary>The network; null when it is none of IPv4.</summary>
    public AddressPrefix? Prefix
    {
        get
        {
            Span<byte> address = stackalloc byte[4];
            if (Family != IPv4)
            {
                return null;
            }

            address.Clear();
            Address.AsSpan().CopyTo(address);
            return new AddressPrefix(new IPv4Address(BinaryPrimitives.ReadUInt32BigEndian(address)), SourceLength);
        }
    }

    /// <summary>Reads an option's data; null when it is none (RFC 7871 §7.1.2): bytes too many or too few, or bits behind the network's.</summary>
    public static ClientSubnet? TryRead(ImmutableArray<byte> data)
    {
        if (data.Length < HeadLength)
        {
            return null;
        }

        var subnet = new ClientSubnet(BinaryPrimitives.ReadUInt16BigEndian(data.AsSpan()), data[2], data[3], data[HeadLength..]);
        var most = subnet.Family switch
        {
            IPv4 => 32,
            IPv6 => 128,
            _ => 0,
        };
        var bitsBehind = (8 * subnet.Address.Length) - subnet.SourceLength;
        return subnet.SourceLength <= most && subnet.ScopeLength <= most && bitsBehind is >= 0 and < 8 && (bitsBehind == 0 || (subnet.Address[^1] & ((1 << bitsBehind) - 1)) == 0)
            ? subnet
            : null;
    }

    /// <summary>As it goes with a message.</summary>
    public EdnsOption ToOption()
    {
        Span<byte> head = stackalloc byte[HeadLength];
        BinaryPrimitives.WriteUInt16BigEndian(head, Family);
        (head[2], head[3]) = (SourceLength, ScopeLength);
        return new EdnsOption(EdnsOptionCode.ClientSubnet, [.. head, .. Address]);
    }
}
