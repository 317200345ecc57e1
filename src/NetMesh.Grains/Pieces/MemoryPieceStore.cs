using NetMesh.Protocols.BitTorrent.Content;

namespace NetMesh.Grains.Pieces;

/// <summary>Keeps pieces in memory: for tests and for planets whose content is simulated, where nothing is ever stored.</summary>
public sealed class MemoryPieceStore : IPieceStore
{
    private readonly Lock gate = new();
    private readonly Dictionary<Sha1Hash, IStoredPiece> pieces = [];

    public bool Has(Sha1Hash hash) => Find(hash) is not null;

    public IStoredPiece? Find(Sha1Hash hash)
    {
        lock (gate)
        {
            return pieces.GetValueOrDefault(hash);
        }
    }

    public IStoredPiece Store(Sha1Hash hash, ReadOnlySpan<Block> blocks)
    {
        if (Find(hash) is { } known)
        {
            return known;
        }

        var bytes = PieceBytes.Verified(hash, blocks);
        lock (gate)
        {
            if (!pieces.TryGetValue(hash, out var piece))
            {
                pieces.Add(hash, piece = new MemoryPiece(hash, bytes));
            }

            return piece;
        }
    }

    private sealed class MemoryPiece(Sha1Hash hash, byte[] bytes) : IStoredPiece
    {
        public Sha1Hash Hash => hash;

        public int Length => bytes.Length;

        public void Read(int offset, Span<byte> destination) => bytes.AsSpan(offset, destination.Length).CopyTo(destination);
    }
}
