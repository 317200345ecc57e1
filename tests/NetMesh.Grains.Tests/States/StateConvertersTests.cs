using System.Text.Json;
using NetMesh.Contracts.Peers;
using NetMesh.Grains.Peers;
using NetMesh.Grains.States;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.BitTorrent.Content;
using NetMesh.Protocols.BitTorrent.Torrents;

namespace NetMesh.Grains.Tests.States;

public sealed class StateConvertersTests
{
    private readonly JsonSerializerOptions options = new();

    public StateConvertersTests()
    {
        foreach (var converter in StateConverters.All())
        {
            options.Converters.Add(converter);
        }
    }

    [Fact]
    public void Torrent_comes_back_as_it_was_and_is_shared()
    {
        var real = MetainfoWriter.OfContent("film.bin", new byte[100_000], [["udp://127.16.0.2:16969"]], 1 << 15);
        var simulated = Metainfo.Simulated("film", new TorrentShape(1 << 20, 1 << 18), 7, "udp://127.16.0.2:16969");
        foreach (var torrent in new[] { real, simulated })
        {
            var text = JsonSerializer.Serialize(torrent, options);
            var back = JsonSerializer.Deserialize<Metainfo>(text, options)!;
            Assert.Equal((torrent.InfoHash, torrent.Name, torrent.Shape, torrent.ContentSeed), (back.InfoHash, back.Name, back.Shape, back.ContentSeed));
            Assert.Equal(torrent.PieceHashes.ToArray(), back.PieceHashes.ToArray());
            Assert.Equal(torrent.Trackers.SelectMany(tier => tier), back.Trackers.SelectMany(tier => tier));
            Assert.Same(back, JsonSerializer.Deserialize<Metainfo>(text, options));
        }
    }

    [Fact]
    public void Torrent_whose_trackers_changed_comes_back_with_the_new_ones()
    {
        var before = MetainfoWriter.OfContent("film.bin", new byte[100_000], [["udp://127.16.0.2:16969"]], 1 << 15);
        var after = MetainfoWriter.WithTrackers(before, [["udp://127.16.0.2:26969"]]);
        var first = JsonSerializer.Deserialize<Metainfo>(JsonSerializer.Serialize(before, options), options)!;
        var second = JsonSerializer.Deserialize<Metainfo>(JsonSerializer.Serialize(after, options), options)!;
        Assert.Equal(first.InfoHash, second.InfoHash);
        Assert.Equal("udp://127.16.0.2:26969", second.Trackers[0][0]);
    }

    [Fact]
    public void Peer_is_kept_in_words_that_people_read()
    {
        var torrent = Metainfo.Simulated("film", new TorrentShape(1 << 20, 1 << 18), 7);
        var plan = new PeerPlan("swarm", torrent, Sha1Hash.Of("id"u8), new Endpoint(IPv4Address.Parse("127.16.1.0"), 16881), new Endpoint(IPv4Address.Parse("127.16.0.2"), 16969), false, new PeerPolicies());
        var text = JsonSerializer.Serialize(new PeerMemory { Plan = plan }, options);
        Assert.Contains("\"Listen\":\"127.16.1.0:16881\"", text, StringComparison.Ordinal);
        Assert.Equal(text, JsonSerializer.Serialize(JsonSerializer.Deserialize<PeerMemory>(text, options), options));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"File\":\"AQID\"}")]
    [InlineData("{\"Length\":-1,\"PieceLength\":0}")]
    public void Damaged_torrent_is_an_error(string text) =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<Metainfo>(text, options));

    [Theory]
    [InlineData("\"127.0.0\"")]
    [InlineData("7")]
    [InlineData("null")]
    public void Damaged_address_is_an_error(string text) =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<IPv4Address>(text, options));
}
