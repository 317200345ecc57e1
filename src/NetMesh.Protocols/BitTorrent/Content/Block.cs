using NetMesh.Protocols.Wire;

namespace NetMesh.Protocols.BitTorrent.Content;

/// <summary>A piece whose bytes are kept somewhere (on disk, as a rule) under its verified hash.</summary>
public interface IStoredPiece
{
    /// <summary>The SHA-1 under which the bytes were verified when they were stored.</summary>
    Sha1Hash Hash { get; }

    int Length { get; }

    /// <summary>Copies bytes from <paramref name="offset"/> on until <paramref name="destination"/> is full.</summary>
    void Read(int offset, Span<byte> destination);
}

/// <summary>
/// A block of a piece, in one of three forms that all code treats alike: <em>bytes</em> (from a real client), a <em>reference</em> into a stored,
/// verified piece (between grains of one process: nothing is copied), or, on the virtual clock, only a length and a <em>content tag</em> that stands
/// for the bytes, so that a corrupt block can be told from the right one without any.
/// </summary>
public readonly struct Block
{
    private readonly object? content;
    private readonly ulong tagOrOffset;

    private Block(int length, object? content, ulong tagOrOffset)
    {
        Length = length;
        this.content = content;
        this.tagOrOffset = tagOrOffset;
    }

    /// <summary>Bytes in the block.</summary>
    public int Length { get; }

    /// <summary>The block has no bytes, only a tag.</summary>
    public bool IsSimulated => content is null;

    /// <summary>What stands for the bytes of a simulated block; meaningless otherwise.</summary>
    public ulong Tag => tagOrOffset;

    /// <summary>A block without bytes.</summary>
    public static Block Simulated(int length, ulong tag) => new(length, null, tag);

    /// <summary>A block of bytes that nobody will change.</summary>
    public static Block Of(byte[] ownedBytes) => new(ownedBytes.Length, ownedBytes, 0);

    /// <summary>A block inside a stored piece.</summary>
    public static Block Stored(IStoredPiece piece, int offset, int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((long)offset + length, piece.Length);
        return new Block(length, piece, (ulong)offset);
    }

    /// <summary>The stored piece this block refers to, and where in it; null for the other forms.</summary>
    public IStoredPiece? StoredIn(out int offset)
    {
        offset = (int)tagOrOffset;
        return content as IStoredPiece;
    }

    /// <summary>Copies the block's bytes. A simulated block has none and writes its tag over and over, so that a mix-up is visible.</summary>
    public void CopyTo(Span<byte> destination)
    {
        destination = destination[..Length];
        switch (content)
        {
            case byte[] bytes:
                bytes.CopyTo(destination);
                break;
            case IStoredPiece piece:
                piece.Read((int)tagOrOffset, destination);
                break;
            default:
                for (var i = 0; i < destination.Length; i++)
                {
                    destination[i] = (byte)(tagOrOffset >> (8 * (i & 7)));
                }

                break;
        }
    }

    /// <summary>For the trace hash: the tag, the bytes, or the stored piece's hash and the place in it.</summary>
    public ulong TraceIdentity => content switch
    {
        byte[] bytes => TraceMix.Mix((ulong)Length, bytes),
        IStoredPiece piece => TraceMix.Mix(piece.Hash.TraceIdentity, tagOrOffset, (ulong)Length),
        _ => TraceMix.Mix(tagOrOffset, (ulong)Length),
    };
}
