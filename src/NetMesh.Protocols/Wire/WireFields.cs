using System.Buffers.Binary;
using System.Text;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.BitTorrent.Content;

namespace NetMesh.Protocols.Wire;

/// <summary>
/// Reads what <see cref="WireOutput"/> wrote. Where the bytes end too early it gives zeros and remembers; the reader asks once, at the end, by
/// <see cref="Whole{T}"/>.
/// </summary>
internal ref struct WireFields(ReadOnlySpan<byte> bytes)
{
    private ReadOnlySpan<byte> rest = bytes;
    private bool isShort;

    /// <summary>Bytes not read yet; 0 after the end was passed.</summary>
    public readonly int Left => rest.Length;

    public byte Byte() => Bytes(1) is [var value] ? value : (byte)0;

    public ushort UInt16() => Bytes(2) is { Length: 2 } bytes ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : (ushort)0;

    public int Int32() => Bytes(4) is { Length: 4 } bytes ? BinaryPrimitives.ReadInt32BigEndian(bytes) : 0;

    public long Int64() => Bytes(8) is { Length: 8 } bytes ? BinaryPrimitives.ReadInt64BigEndian(bytes) : 0;

    public IPv4Address Address() => new((uint)Int32());

    public Endpoint Endpoint() => new(Address(), UInt16());

    public Sha1Hash Hash() => Bytes(Sha1Hash.Length) is { Length: Sha1Hash.Length } bytes ? new Sha1Hash(bytes) : default;

    public string Text() => Encoding.UTF8.GetString(Bytes(Int32()));

    public ReadOnlySpan<byte> Remainder() => Bytes(rest.Length);

    /// <summary>This many bytes, or none where there are fewer.</summary>
    public ReadOnlySpan<byte> Bytes(int count)
    {
        if ((uint)count > (uint)rest.Length)
        {
            isShort = true;
            rest = [];
            return [];
        }

        var taken = rest[..count];
        rest = rest[count..];
        return taken;
    }

    /// <summary>The value, if the bytes were neither too few nor too many.</summary>
    /// <param name="value">Made of the fields.</param>
    /// <param name="length">Bytes the value took in all.</param>
    public readonly ReadResult<T> Whole<T>(T value, int length) => isShort || rest.Length > 0
        ? WireKind.Invalid<T>(isShort ? "a value that was cut off" : $"{rest.Length} bytes too many", "as many as its fields take")
        : ReadResult<T>.Complete(value, length);
}
