using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace NetMesh.Embedded.Storage;

/// <summary>Which write of a state it is; as text it is the state's ETag.</summary>
/// <param name="Count">
/// How many writes there have been since there was none. Counted, because a state written twice with the same content is two versions: who read the first has not seen the second.
/// </param>
/// <param name="Hash">Of the state, where it was written whole; of the version before and of what changed, where that was written.</param>
internal readonly record struct StateVersion(long Count, UInt128 Hash)
{
    public static UInt128 HashOf(ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, hash);
        return BinaryPrimitives.ReadUInt128BigEndian(hash);
    }

    /// <summary>The hash of a hash and of bytes: it says of both that they are what they were.</summary>
    public static UInt128 HashOf(UInt128 before, ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> more = default)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        BinaryPrimitives.WriteUInt128BigEndian(hash, before);
        using var chain = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        chain.AppendData(hash[..16]);
        chain.AppendData(bytes);
        chain.AppendData(more);
        chain.GetHashAndReset(hash);
        return BinaryPrimitives.ReadUInt128BigEndian(hash);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Count}-{Hash:x32}");

    /// <summary>Reads a version. Null when it is none.</summary>
    public static StateVersion? Parse(string text) => text.Split('-') is [var count, var hash]
        && long.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out var counted)
        && UInt128.TryParse(hash, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hashed)
            ? new StateVersion(counted, hashed)
            : null;
}
