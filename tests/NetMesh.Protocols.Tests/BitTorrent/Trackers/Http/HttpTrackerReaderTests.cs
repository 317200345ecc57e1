using System.Text;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.BitTorrent.Torrents;
using NetMesh.Protocols.BitTorrent.Trackers;
using NetMesh.Protocols.BitTorrent.Trackers.Http;
using NetMesh.Protocols.Tests.Captures;
using NetMesh.Protocols.Tests.Fuzzing;

namespace NetMesh.Protocols.Tests.BitTorrent.Trackers.Http;

public sealed class HttpTrackerReaderTests
{
    private const string Hash = "info_hash=%01%02%03%04%05%06%07%08%09%0a%0B%0c%0d%0e%0f%10%11%12%13%14";
    private const string Peer = "peer_id=-NM0001-abcdefghijkl";
    private static readonly IPv4Address From = new(127, 17, 0, 5);

    [Theory]
    [InlineData("aria2-announce-0.http", AnnounceEvent.Started, 5000, 50)]
    [InlineData("libtorrent-announce-0.http", AnnounceEvent.Started, 5000, 200)]
    [InlineData("libtorrent-announce-1.http", AnnounceEvent.Completed, 0, 200)]
    [InlineData("libtorrent-announce-2.http", AnnounceEvent.Stopped, 0, 0)]
    public void The_announces_of_real_clients_are_understood(string capture, AnnounceEvent happened, long left, int wanted)
    {
        var read = HttpTrackerReader.ReadAnnounce(Capture.Query(capture), From).Value!;
        Assert.True(read.Compact);
        Assert.Equal(MetainfoReader.Read(Capture.Bytes("small-pieces.torrent")).Value!.InfoHash, read.Announce.InfoHash);
        Assert.Equal((happened, left, wanted, From), (read.Announce.Happened, read.Announce.Left, read.Announce.Wanted, read.Announce.Peer.Address));
        Assert.NotEqual(0, read.Announce.Peer.Port);
    }

    [Fact]
    public void An_announce_with_the_least_it_may_say_counts_as_no_seed_and_gets_dictionaries()
    {
        var read = HttpTrackerReader.ReadAnnounce($"?{Hash}&{Peer}&port=6881", From).Value!;
        Assert.Equal("0102030405060708090a0b0c0d0e0f1011121314", read.Announce.InfoHash.ToString());
        Assert.False(read.Compact);
        Assert.NotEqual(0, read.Announce.Left);
        Assert.Equal(-1, read.Announce.Wanted);
    }

    [Fact]
    public void A_claimed_address_is_passed_over() =>
        Assert.Equal(From, HttpTrackerReader.ReadAnnounce($"{Hash}&{Peer}&port=6881&ip=10.0.0.1&ipv4=10.0.0.1", From).Value!.Announce.Peer.Address);

    [Fact]
    public void A_plus_in_a_hash_is_a_plus()
    {
        var read = HttpTrackerReader.ReadAnnounce("info_hash=++++++++++++++++++++&peer_id=+-.!~*'()abcdefghijk&port=1", From).Value!;
        Assert.Equal(string.Concat(Enumerable.Repeat("2b", 20)), read.Announce.InfoHash.ToString());
    }

    [Theory]
    [InlineData("", "something missing")]
    [InlineData(Peer + "&port=1", "something missing")]
    [InlineData(Hash + "&port=1", "something missing")]
    [InlineData(Hash + "&" + Peer, "something missing")]
    [InlineData(Hash + "&" + Hash + "&" + Peer + "&port=1", "info_hash")]
    [InlineData("info_hash=%01%02&" + Peer + "&port=1", "info_hash")]
    [InlineData("info_hash=%0&" + Peer + "&port=1", "info_hash")]
    [InlineData("info_hash=%zz%02%03%04%05%06%07%08%09%0a%0b%0c%0d%0e%0f%10%11%12%13%14&" + Peer + "&port=1", "info_hash")]
    [InlineData(Hash + "%15&" + Peer + "&port=1", "info_hash")]
    [InlineData(Hash + "&peer_id=ääääääääääääääääääää&port=1", "peer_id")]
    [InlineData(Hash + "&" + Peer + "&port=0", "port")]
    [InlineData(Hash + "&" + Peer + "&port=65536", "port")]
    [InlineData(Hash + "&" + Peer + "&port=", "port")]
    [InlineData(Hash + "&" + Peer + "&port=1&uploaded=-1", "uploaded")]
    [InlineData(Hash + "&" + Peer + "&port=1&downloaded=x", "downloaded")]
    [InlineData(Hash + "&" + Peer + "&port=1&left=9223372036854775808", "left")]
    [InlineData(Hash + "&" + Peer + "&port=1&event=finished", "event")]
    [InlineData(Hash + "&" + Peer + "&port=1&compact=yes", "compact")]
    [InlineData(Hash + "&" + Peer + "&port=1&numwant=many", "numwant")]
    public void What_is_unusable_is_refused_by_name(string query, string what)
    {
        var read = HttpTrackerReader.ReadAnnounce(query, From);
        Assert.True(read.IsInvalid);
        Assert.Contains(what, read.Error.What, StringComparison.Ordinal);
        Assert.InRange(read.Error.Offset, 0, query.Length);
    }

    [Fact]
    public void A_query_too_long_is_refused_unread()
    {
        Assert.True(HttpTrackerReader.ReadAnnounce($"{Hash}&{Peer}&port=1&x={new string('y', HttpTrackerReader.MaxQueryLength)}", From).IsInvalid);
        Assert.True(HttpTrackerReader.ReadScrape(new string('y', HttpTrackerReader.MaxQueryLength + 1)).IsInvalid);
    }

    [Fact]
    public void A_scrape_names_its_torrents()
    {
        Assert.Equal(2, HttpTrackerReader.ReadScrape($"{Hash}&x=y&{Hash}").Value!.InfoHashes.Length);
        Assert.True(HttpTrackerReader.ReadScrape("").IsInvalid);
        Assert.True(HttpTrackerReader.ReadScrape("info_hash=x").IsInvalid);
        Assert.True(HttpTrackerReader.ReadScrape(string.Join('&', Enumerable.Repeat(Hash, HttpTrackerReader.MaxScrape + 1))).IsInvalid);
    }

    [Fact]
    public void Damaged_queries_throw_nothing()
    {
        byte[][] good = [.. Capture.NamesOf("http").Select(name => Encoding.Latin1.GetBytes(Capture.Query(name))), Encoding.Latin1.GetBytes(Hash)];
        new ReaderFuzz<HttpAnnounce>(() => Announce, read => Announces.Text(read.Announce)).Mutated(good, 5000, seed: 81, isStream: false);
        new ReaderFuzz<ScrapeRequest>(() => Scrape, read => $"{read.InfoHashes.Length}").Mutated(good, 5000, seed: 82, isStream: false);
    }

    private static ReadResult<HttpAnnounce> Announce(ReadOnlySpan<byte> input) => HttpTrackerReader.ReadAnnounce(Encoding.Latin1.GetString(input), From);

    private static ReadResult<ScrapeRequest> Scrape(ReadOnlySpan<byte> input) => HttpTrackerReader.ReadScrape(Encoding.Latin1.GetString(input));
}
