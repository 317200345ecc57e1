using NetMesh.Grains.Pieces;
using NetMesh.Protocols.BitTorrent.Torrents;

namespace NetMesh.Grains.Tests.Pieces;

public sealed class KeptTorrentTests
{
    [Fact]
    public void Torrent_comes_back_as_it_was()
    {
        var real = MetainfoWriter.OfContent("film.bin", new byte[100_000], [["udp://127.16.0.2:16969"]], 1 << 15);
        var simulated = Metainfo.Simulated("film", new TorrentShape(1 << 20, 1 << 18), 7, "udp://127.16.0.2:16969");
        foreach (var torrent in new[] { real, simulated })
        {
            var back = KeptTorrent.Of(torrent).ToMetainfo()!;
            Assert.Equal((torrent.InfoHash, torrent.Name, torrent.Shape, torrent.ContentSeed), (back.InfoHash, back.Name, back.Shape, back.ContentSeed));
            Assert.Equal(torrent.PieceHashes.ToArray(), back.PieceHashes.ToArray());
            Assert.Equal(torrent.Trackers.SelectMany(tier => tier), back.Trackers.SelectMany(tier => tier));
        }
    }

    [Fact]
    public void Damaged_torrent_is_none() => Assert.Null(new KeptTorrent { File = [1, 2, 3] }.ToMetainfo());
}
