using FsCheck;
using FsCheck.Fluent;
using NetMesh.Protocols.BitTorrent.Content;
using NetMesh.Protocols.BitTorrent.Torrents;
using NetMesh.Protocols.Tests.Captures;

namespace NetMesh.Protocols.Tests.BitTorrent.Torrents;

public sealed class MetainfoWriterTests
{
    [Fact]
    public void A_torrent_is_read_back_as_written() => Prop.ForAll<byte[], byte, byte>((content, pieceLength, trackerCount) =>
    {
        content = [.. content, 1];
        IReadOnlyList<IReadOnlyList<string>> trackers = [.. Enumerable.Range(0, trackerCount % 4).Select(i => (string[])[$"udp://tracker{i}", "http://other"])];
        var written = MetainfoWriter.OfContent("name ä.bin", content, trackers, pieceLength + 1);
        var read = MetainfoReader.Read(written.Encoded.Span).Value!;
        Assert.Equal(written.InfoHash, read.InfoHash);
        Assert.Equal(written.Name, read.Name);
        Assert.Equal(written.Shape, read.Shape);
        Assert.Equal(written.PieceHashes.ToArray(), read.PieceHashes.ToArray());
        Assert.Equal(written.Trackers, read.Trackers);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_torrent_of_several_files_is_read_back_as_written()
    {
        TorrentFile[] files = [new(["a"], 3), new(["b", "c d"], 0), new(["b", "e"], 4)];
        var written = MetainfoWriter.Write("folder", new TorrentShape(7, 4), files, [Sha1Hash.Of("1"u8), Sha1Hash.Of("2"u8)], []);
        var read = MetainfoReader.Read(written.Encoded.Span).Value!;
        Assert.Equal(written.InfoHash, read.InfoHash);
        Assert.Equal(["a 3", "b/c d 0", "b/e 4"], read.Files.Select(file => $"{string.Join('/', file.Path)} {file.Length}"));
        Assert.Empty(read.Trackers);
    }

    [Fact]
    public void The_info_hash_of_small_content_is_the_one_that_real_clients_exchanged()
    {
        var captured = MetainfoReader.Read(Capture.Bytes("small-pieces.torrent")).Value!;
        var written = MetainfoWriter.Write("small.bin", captured.Shape, captured.PieceHashes.ToArray(), []);
        Assert.Equal(captured.InfoHash, written.InfoHash);
        Assert.Equal(Capture.Bytes("small-pieces.torrent"), written.Encoded.ToArray());
    }

    [Fact]
    public void Other_trackers_leave_the_info_hash_as_it_is()
    {
        var torrent = MetainfoReader.Read(Capture.Bytes("multi-file.torrent")).Value!;
        var moved = MetainfoReader.Read(MetainfoWriter.WithTrackers(torrent, [["http://elsewhere/announce"]]).Encoded.Span).Value!;
        Assert.Equal(torrent.InfoHash, moved.InfoHash);
        Assert.Equal("http://elsewhere/announce", moved.Trackers[0][0]);
    }

    [Fact]
    public void Names_and_shapes_that_cannot_be_are_the_caller_s_mistake()
    {
        var hash = Sha1Hash.Of("1"u8);
        Assert.Throws<ArgumentException>(() => MetainfoWriter.Write("..", new TorrentShape(4, 4), [hash], []));
        Assert.Throws<ArgumentException>(() => MetainfoWriter.Write("a", new TorrentShape(5, 4), [hash], []));
        Assert.Throws<ArgumentException>(() => MetainfoWriter.Write("a", new TorrentShape(4, 4), [new TorrentFile(["x"], 3)], [hash], []));
    }

    [Theory]
    [InlineData(1, 16 * 1024)]
    [InlineData(32 * 1024 * 1024 - 1, 16 * 1024)]
    [InlineData(1024L * 1024 * 1024, 1024 * 1024)]
    [InlineData(1L << 40, 16 * 1024 * 1024)]
    public void Piece_lengths_grow_with_the_content(long length, int expected) => Assert.Equal(expected, PieceLengthChooser.PieceLengthFor(length));
}
