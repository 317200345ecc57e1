using System.Buffers.Binary;
using System.Security.Cryptography;

namespace NetMesh.Protocols.BitTorrent.Content;

/// <summary>A 20-byte hash: an info-hash, a piece's hash, a peer id's sibling. A value, so that it costs no allocation as a key.</summary>
public readonly record struct Sha1Hash : IComparable<Sha1Hash>
{
    public const int Length = 20;

    private readonly ulong a;
    private readonly ulong b;
    private readonly uint c;

    /// <param name="bytes">Exactly 20 bytes.</param>
    public Sha1Hash(ReadOnlySpan<byte> bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(bytes.Length, Length);
        a = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        b = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
        c = BinaryPrimitives.ReadUInt32BigEndian(bytes[16..]);
    }

    internal Sha1Hash(ulong a, ulong b, uint c)
    {
        this.a = a;
        this.b = b;
        this.c = c;
    }

    /// <summary>The SHA-1 of these bytes.</summary>
    public static Sha1Hash Of(ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[Length];
        SHA1.HashData(bytes, hash);
        return new Sha1Hash(hash);
    }

    /// <summary>Reads 40 hexadecimal digits.</summary>
    public static bool TryParseHex(ReadOnlySpan<char> text, out Sha1Hash hash)
    {
        Span<byte> bytes = stackalloc byte[Length];
        if (text.Length == 2 * Length
            && Convert.FromHexString(text, bytes, out _, out var written) == System.Buffers.OperationStatus.Done && written == Length)
        {
            hash = new Sha1Hash(bytes);
            return true;
        }

        hash = default;
        return false;
    }

    /// <summary>For the trace hash and for hash tables.</summary>
    public ulong TraceIdentity => a ^ b ^ c;

    public void CopyTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, a);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], b);
        BinaryPrimitives.WriteUInt32BigEndian(destination[16..], c);
    }

    public byte[] ToArray()
    {
        var bytes = new byte[Length];
        CopyTo(bytes);
        return bytes;
    }

    public int CompareTo(Sha1Hash other) => (a, b, c).CompareTo((other.a, other.b, other.c));

    /// <summary>40 lower-case hexadecimal digits.</summary>
    public override string ToString() => Convert.ToHexStringLower(ToArray());
}
