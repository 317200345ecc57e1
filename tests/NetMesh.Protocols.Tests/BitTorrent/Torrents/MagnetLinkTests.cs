using FsCheck;
using FsCheck.Fluent;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.BitTorrent.Content;
using NetMesh.Protocols.BitTorrent.Torrents;
using NetMesh.Protocols.Tests.Captures;
using NetMesh.Protocols.Tests.Fuzzing;
using IPv4Address = NetMesh.Protocols.Addressing.IPv4Address;

namespace NetMesh.Protocols.Tests.BitTorrent.Torrents;

public sealed class MagnetLinkTests
{
    private const string Hex = "e79c7cd4cb057b864dca44ba5701898f5ab02daf";

    [Fact]
    public void Libtorrent_s_link_is_read()
    {
        var link = MagnetLink.Read(Capture.Text("single-file.magnet")).Value!;
        Assert.Equal(Hex, link.InfoHash.ToString());
        Assert.Equal("lecture.bin", link.Name);
        Assert.Equal(["http://tracker.example:6969/announce"], link.Trackers);
    }

    [Theory]
    [InlineData("magnet:?xt=urn:btih:" + Hex)]
    [InlineData("MAGNET:?XT=URN:BTIH:E79C7CD4CB057B864DCA44BA5701898F5AB02DAF")]
    [InlineData("magnet:?xt=urn:btih:46OHZVGLAV5YMTOKIS5FOAMJR5NLALNP")]
    [InlineData("magnet:?dn=x&xt=urn:ed2k:31D6CFE0D16AE931B73C59D7E0C089C0&xt.2=urn%3abtih%3a" + Hex)]
    public void Every_spelling_of_the_info_hash_is_understood(string text) => Assert.Equal(Hex, MagnetLink.Read(text).Value!.InfoHash.ToString());

    [Theory]
    [InlineData("")]
    [InlineData("http://example/?xt=urn:btih:" + Hex)]
    [InlineData("magnet:?dn=x")]
    [InlineData("magnet:?xt=urn:btih:")]
    [InlineData("magnet:?xt=urn:btih:e79c")]
    [InlineData("magnet:?xt=urn:btih:46OHZVGLAV5YMTOKIS5FOAMJR5NLALN1")]
    [InlineData("magnet:?xt=urn:btih:g79c7cd4cb057b864dca44ba5701898f5ab02daf")]
    public void What_names_no_torrent_is_refused(string text) => Assert.True(MagnetLink.Read(text).IsInvalid);

    [Fact]
    public void Peers_that_cannot_be_dialled_are_left_out() =>
        Assert.Equal(
            [Endpoint("127.17.0.5:6881")],
            MagnetLink.Read($"magnet:?xt=urn:btih:{Hex}&x.pe=127.17.0.5:6881&x.pe=host.example:1&x.pe=[::1]:6881&x.pe=1.2.3.4:0").Value!.Peers);

    [Fact]
    public void A_link_is_read_back_as_written() => Prop.ForAll<NonNull<string>, NonNull<string>, int>((name, tracker, number) =>
    {
        // Lone surrogates are no text and have no percent-encoding.
        var link = new MagnetLink(
            Sha1Hash.Of(BitConverter.GetBytes(number)),
            Text(name.Get),
            ["udp://tracker/announce?a=b&c", Text(tracker.Get)],
            [new Endpoint(new IPv4Address((uint)number), 6881)]);
        var read = MagnetLink.Read(link.ToString()).Value!;
        return read.InfoHash == link.InfoHash && read.Name == link.Name && read.Trackers.SequenceEqual(link.Trackers) && read.Peers.SequenceEqual(link.Peers);
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Damaged_links_throw_nothing() =>
        new ReaderFuzz<MagnetLink>(() => input => MagnetLink.Read(System.Text.Encoding.Latin1.GetString(input)), link => link.ToString())
            .Mutated([Capture.Bytes("single-file.magnet")], 3000, seed: 51, isStream: false);

    private static string Text(string any) => new([.. any.Where(letter => !char.IsSurrogate(letter))]);

    private static Endpoint Endpoint(string text) => Addressing.Endpoint.TryParse(text, out var endpoint) ? endpoint : default;
}
