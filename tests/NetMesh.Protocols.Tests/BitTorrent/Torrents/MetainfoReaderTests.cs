using System.Text;
using NetMesh.Protocols.BitTorrent.Torrents;
using NetMesh.Protocols.Tests.Captures;
using NetMesh.Protocols.Tests.Fuzzing;

namespace NetMesh.Protocols.Tests.BitTorrent.Torrents;

public sealed class MetainfoReaderTests
{
    private static readonly ReaderFuzz<Metainfo> Fuzz = new(() => input => MetainfoReader.Read(input), torrent => torrent.InfoHash.ToString());

    [Fact]
    public void A_single_file_torrent_of_libtorrent_is_the_one_its_magnet_link_names()
    {
        var torrent = MetainfoReader.Read(Capture.Bytes("single-file.torrent")).Value!;
        var magnet = MagnetLink.Read(Capture.Text("single-file.magnet")).Value!;
        Assert.Equal(magnet.InfoHash, torrent.InfoHash);
        Assert.Equal("lecture.bin", torrent.Name);
        Assert.Equal(new TorrentShape(70_001, 16384), torrent.Shape);
        Assert.Equal(5, torrent.PieceHashes.Length);
        Assert.Equal(["http://tracker.example:6969/announce"], Assert.Single(torrent.Trackers));
        Assert.Empty(Assert.Single(torrent.Files).Path);
        Assert.Equal(Capture.Bytes("single-file.torrent"), torrent.Encoded.ToArray());
    }

    [Fact]
    public void A_torrent_of_several_files_of_libtorrent_keeps_their_order_paths_and_lengths()
    {
        var torrent = MetainfoReader.Read(Capture.Bytes("multi-file.torrent")).Value!;
        Assert.Equal("album", torrent.Name);
        Assert.Equal(20_300, torrent.Shape.Length);
        Assert.Equal(
            ["disc 2/dreiä.txt 0", "disc 2/two.txt 20000", "one.txt 300"],
            torrent.Files.Select(file => $"{string.Join('/', file.Path)} {file.Length}").Order(StringComparer.Ordinal));
        Assert.Equal(2, torrent.Trackers.Count);
        Assert.Equal("udp://127.0.0.1:16969/announce", torrent.Trackers[0][0]);
    }

    [Fact]
    public void A_torrent_that_is_cut_off_needs_more_and_one_with_a_tail_is_refused()
    {
        var file = Capture.Bytes("multi-file.torrent");
        Fuzz.PrefixesNeedMore(file);
        Assert.Equal(file.Length, MetainfoReader.Read([.. file, (byte)'x']).Error!.Offset);
    }

    [Theory]
    [InlineData("d4:infod6:lengthi5e4:name1:a12:piece lengthi4e6:pieces40:HHe3:xyz1:xe")]
    [InlineData("d4:infod6:lengthi5e4:name1:a12:piece lengthi4e6:pieces40:HH7:privatei1eee")]
    public void Keys_nobody_knows_are_passed_over(string text) => Assert.True(Read(text).IsComplete);

    [Theory]
    [InlineData("de", "no info")]
    [InlineData("d4:infoi1ee", "no info")]
    [InlineData("i1e", "no info")]
    [InlineData("d4:infod6:lengthi5e12:piece lengthi4e6:pieces40:HHee", "name")]
    [InlineData("d4:infod6:lengthi5e4:name1:a12:piece lengthi0e6:pieces40:HHee", "piece length")]
    [InlineData("d4:infod6:lengthi5e4:name1:a12:piece lengthi-4e6:pieces40:HHee", "piece length")]
    [InlineData("d4:infod6:lengthi5e4:name1:a12:piece lengthi4000000000e6:pieces40:HHee", "piece length")]
    [InlineData("d4:infod6:lengthi5e4:name1:a12:piece lengthi4e6:pieces20:Hee", "1 pieces")]
    [InlineData("d4:infod6:lengthi4e4:name1:a12:piece lengthi4e6:pieces40:HHee", "2 pieces")]
    [InlineData("d4:infod6:lengthi5e4:name1:a12:piece lengthi4e6:pieces3:abcee", "pieces")]
    [InlineData("d4:infod6:lengthi5e4:name1:a12:piece lengthi4e6:pieces0:ee", "pieces")]
    [InlineData("d4:infod6:lengthi0e4:name1:a12:piece lengthi4e6:pieces20:Hee", "content of 0")]
    [InlineData("d4:infod6:lengthi-5e4:name1:a12:piece lengthi4e6:pieces20:Hee", "content of -5")]
    [InlineData("d4:infod6:lengthi9223372036854775807e4:name1:a12:piece lengthi4e6:pieces20:Hee", "content of 9223372036854775807")]
    [InlineData("d4:infod4:name1:a12:piece lengthi4e6:pieces40:HHee", "neither length nor files")]
    [InlineData("d4:infod5:filesle6:lengthi5e4:name1:a12:piece lengthi4e6:pieces40:HHee", "both length and files")]
    [InlineData("d4:infod5:filesld6:lengthi5e4:pathleee4:name1:a12:piece lengthi4e6:pieces40:HHee", "no component")]
    [InlineData("d4:infod5:filesld6:lengthi-5e4:pathl1:beee4:name1:a12:piece lengthi4e6:pieces40:HHee", "usable length")]
    [InlineData("d4:infod5:filesld6:lengthi17592186044416e4:pathl1:beed6:lengthi17592186044416e4:pathl1:ceee4:name1:a12:piece lengthi4e6:pieces40:HHee", "file 1 without")]
    [InlineData("d8:announcei1e4:infod6:lengthi5e4:name1:a12:piece lengthi4e6:pieces40:HHee", "announce")]
    [InlineData("d13:announce-listl1:ae4:infod6:lengthi5e4:name1:a12:piece lengthi4e6:pieces40:HHee", "tier")]
    public void What_does_not_fit_is_refused_in_words(string text, string what)
    {
        var read = Read(text);
        Assert.True(read.IsInvalid);
        Assert.Contains(what, read.Error.What, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("/etc")]
    [InlineData("a\\b")]
    [InlineData("C:")]
    [InlineData("c:evil")]
    [InlineData("nul\0byte")]
    [InlineData("line\nbreak")]
    public void A_path_that_could_lead_out_of_the_folder_is_refused(string component)
    {
        var path = Read($"d4:infod5:filesld6:lengthi5e4:pathl2:ok{component.Length}:{component}eee4:name1:a12:piece lengthi4e6:pieces40:HHee");
        Assert.True(path.IsInvalid);
        Assert.Contains("path of file 0", path.Error.What, StringComparison.Ordinal);
        Assert.True(Read($"d4:infod6:lengthi5e4:name{component.Length}:{component}12:piece lengthi4e6:pieces40:HHee").IsInvalid);
    }

    [Theory]
    [InlineData("...")]
    [InlineData("..a")]
    [InlineData(" a ")]
    [InlineData("Lecture 2: the application layer.mp4")]
    public void Odd_but_harmless_names_are_taken(string component) => Assert.Null(PathComponent.Fault(component));

    [Fact]
    public void More_files_than_allowed_are_refused()
    {
        var text = "d4:infod5:filesld6:lengthi1e4:pathl1:aeed6:lengthi4e4:pathl1:beee4:name1:a12:piece lengthi4e6:pieces40:HHee";
        Assert.True(Read(text).IsComplete);
        Assert.True(Read(text, new MetainfoLimits(MaxFiles: 1)).IsInvalid);
    }

    [Fact]
    public void Trackers_beyond_the_limit_are_left_out_and_empty_tiers_vanish()
    {
        var text = "d13:announce-listll1:x1:yel0:el1:zee4:infod6:lengthi5e4:name1:a12:piece lengthi4e6:pieces40:HHee";
        Assert.Equal(["x y", "z"], Read(text).Value!.Trackers.Select(tier => string.Join(' ', tier)));
        Assert.Equal(["x"], Read(text, new MetainfoLimits(MaxTrackers: 1)).Value!.Trackers.Select(tier => string.Join(' ', tier)));
    }

    [Fact]
    public void Damaged_torrents_throw_nothing()
    {
        byte[][] good = [.. Capture.NamesOf("torrent").Select(Capture.Bytes)];
        Fuzz.Mutated(good, 10_000, seed: 41, isStream: false);
    }

    // H stands for twenty bytes of hash, in texts where no other H occurs.
    private static ReadResult<Metainfo> Read(string text, MetainfoLimits? limits = null) =>
        MetainfoReader.Read(Encoding.Latin1.GetBytes(text.Replace("H", new string('h', 20), StringComparison.Ordinal)), limits);
}
