using NetMesh.Grains.Pieces;
using NetMesh.Protocols.BitTorrent.Content;
using NetMesh.Protocols.BitTorrent.Torrents;

namespace NetMesh.Grains.Tests.Pieces;

public sealed class DiskPieceStoreTests : IDisposable
{
    private readonly string root = Directory.CreateTempSubdirectory("netmesh-pieces-").FullName;
    private readonly DiskPieceStore store;

    public DiskPieceStoreTests() => store = new DiskPieceStore(root);

    public void Dispose()
    {
        store.Dispose();
        Directory.Delete(root, recursive: true);
    }

    [Fact]
    public void Stored_piece_is_found_and_read_back()
    {
        var bytes = Bytes(100_000, 1);
        var hash = Sha1Hash.Of(bytes);
        Assert.False(store.Has(hash));
        var piece = store.Store(hash, Blocks(bytes));
        Assert.Same(piece, store.Store(hash, Blocks(bytes)));
        Assert.Same(piece, store.Find(hash));
        AssertReads(bytes, piece);
    }

    [Fact]
    public void Piece_survives_its_process_and_is_verified_again()
    {
        var bytes = Bytes(50_000, 2);
        var hash = Sha1Hash.Of(bytes);
        store.Store(hash, Blocks(bytes));
        using var next = new DiskPieceStore(root);
        AssertReads(bytes, next.Find(hash)!);
    }

    [Fact]
    public void Piece_torn_on_disk_is_not_served_and_can_be_stored_again()
    {
        var bytes = Bytes(50_000, 3);
        var hash = Sha1Hash.Of(bytes);
        store.Store(hash, Blocks(bytes));
        var path = Directory.GetFiles(Path.Combine(root, "pieces"), "*", SearchOption.AllDirectories).Single();
        File.WriteAllBytes(path, bytes[..20_000]);
        Touch(path);
        Assert.False(store.Has(hash));
        AssertReads(bytes, store.Store(hash, Blocks(bytes)));
    }

    [Fact]
    public void Wrong_blocks_are_not_stored()
    {
        var bytes = Bytes(1000, 4);
        Assert.Throws<InvalidDataException>(() => store.Store(Sha1Hash.Of("something else"u8), [Block.Of(bytes)]));
        Assert.Throws<InvalidDataException>(() => store.Store(Sha1Hash.Of(bytes), [Block.Simulated(1000, 1)]));
    }

    [Fact]
    public void Shared_file_is_read_in_place()
    {
        var path = Path.Combine(root, "film.bin");
        var bytes = Bytes(1_000_003, 5);
        File.WriteAllBytes(path, bytes);
        var content = ContentHasher.Hash(path, 1 << 16);
        store.Adopt(content);
        Assert.Equal("film.bin", content.Name);
        for (var piece = 0; piece < content.Shape.PieceCount; piece++)
        {
            var expected = bytes.AsSpan(piece << 16, content.Shape.LengthOfPiece(piece)).ToArray();
            Assert.Equal(Sha1Hash.Of(expected), content.PieceHashes[piece]);
            AssertReads(expected, store.Find(content.PieceHashes[piece])!);
        }

        Assert.False(Directory.Exists(Path.Combine(root, "pieces")));
    }

    [Fact]
    public void Shared_file_that_is_edited_is_not_served_any_more()
    {
        var path = Path.Combine(root, "film.bin");
        File.WriteAllBytes(path, Bytes(100_000, 6));
        var content = ContentHasher.Hash(path, 1 << 15);
        store.Adopt(content);
        var piece = store.Find(content.PieceHashes[0])!;
        File.WriteAllBytes(path, Bytes(100_000, 7));
        Touch(path);
        Assert.Throws<IOException>(() => piece.Read(0, new byte[10]));
        Assert.All(content.PieceHashes, hash => Assert.False(store.Has(hash)));
    }

    [Fact]
    public void Pieces_of_a_folder_span_its_files()
    {
        var folder = Directory.CreateDirectory(Path.Combine(root, "album")).FullName;
        Directory.CreateDirectory(Path.Combine(folder, "b"));
        var all = new List<byte>();
        foreach (var (name, length) in new[] { ("a", 70_000), ("b/1", 0), ("b/2", 5), ("b/3", 10_000), ("c", 33) })
        {
            var bytes = Bytes(length, 8 + length);
            File.WriteAllBytes(Path.Combine(folder, name), bytes);
            all.AddRange(bytes);
        }

        var content = ContentHasher.Hash(folder, 1 << 15);
        store.Adopt(content);
        Assert.Equal(["a", "b/1", "b/2", "b/3", "c"], content.Files.Select(file => string.Join('/', file.Entry.Path)));
        for (var piece = 0; piece < content.Shape.PieceCount; piece++)
        {
            AssertReads(all.GetRange(piece << 15, content.Shape.LengthOfPiece(piece)).ToArray(), store.Find(content.PieceHashes[piece])!);
        }
    }

    [Fact]
    public void Torrent_content_that_is_partly_wrong_gives_the_pieces_that_are_right()
    {
        var path = Path.Combine(root, "film.bin");
        var bytes = Bytes(100_000, 9);
        File.WriteAllBytes(path, bytes);
        var torrent = ContentHasher.Hash(path, 1 << 15).ToTorrent([["udp://127.16.0.2:16969"]]);
        Assert.Equal("film.bin", MetainfoReader.Read(torrent.Encoded.Span).Value!.Name);
        var hashes = torrent.PieceHashes.ToArray();
        bytes[40_000] ^= 1;
        File.WriteAllBytes(path, bytes);
        Assert.Equal(3, store.AddFile(path, torrent));
        Assert.Equal([true, false, true, true], hashes.Select(store.Has));
    }

    [Fact]
    public void More_files_than_may_be_open_are_all_readable_from_several_threads()
    {
        var folder = Directory.CreateDirectory(Path.Combine(root, "many")).FullName;
        for (var i = 0; i < 600; i++)
        {
            File.WriteAllBytes(Path.Combine(folder, $"{i:D3}"), Bytes(1 << 14, i));
        }

        var content = ContentHasher.Hash(folder, 1 << 14);
        store.Adopt(content);
        Parallel.For(0, 3000, i => AssertReads(Bytes(1 << 14, i % 600), store.Find(content.PieceHashes[i % 600])!));
    }

    [Fact]
    public void Reading_allocates_nothing()
    {
        var bytes = Bytes(1 << 18, 10);
        var piece = store.Store(Sha1Hash.Of(bytes), Blocks(bytes));
        var buffer = new byte[1 << 14];
        piece.Read(0, buffer);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            piece.Read((i & 15) << 14, buffer);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Empty_or_missing_content_is_a_clear_error()
    {
        var path = Path.Combine(root, "empty");
        File.WriteAllBytes(path, []);
        Assert.Throws<InvalidDataException>(() => ContentHasher.Hash(path));
        Assert.Throws<FileNotFoundException>(() => ContentHasher.Hash(path + "-missing"));
    }

    private static void AssertReads(byte[] expected, IStoredPiece piece)
    {
        Assert.Equal(expected.Length, piece.Length);
        var all = new byte[expected.Length];
        piece.Read(0, all);
        Assert.Equal(expected, all);
        var middle = new byte[expected.Length / 3];
        piece.Read(expected.Length / 3, middle);
        Assert.Equal(expected.AsSpan(expected.Length / 3, middle.Length).ToArray(), middle);
    }

    // A file system's clock may be too coarse to tell two writes in a row apart.
    private static void Touch(string path) => File.SetLastWriteTimeUtc(path, new DateTime(2001, 1, 1, 0, 0, 0, DateTimeKind.Utc));

    private static Block[] Blocks(byte[] bytes) => [.. bytes.Chunk(1 << 14).Select(Block.Of)];

    private static byte[] Bytes(int length, int seed)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}
