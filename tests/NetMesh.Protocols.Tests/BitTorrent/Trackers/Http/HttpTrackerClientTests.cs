using System.Buffers;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using NetMesh.Protocols.BitTorrent.Content;
using NetMesh.Protocols.BitTorrent.Trackers;
using NetMesh.Protocols.BitTorrent.Trackers.Http;
using NetMesh.Protocols.Tests.Fuzzing;

namespace NetMesh.Protocols.Tests.BitTorrent.Trackers.Http;

public sealed class HttpTrackerClientTests
{
    private static readonly AnnounceAnswer Answer = new(TimeSpan.FromMinutes(30), 4, 5, [Announces.Client, Announces.Client with { Port = 1 }]);

    [Fact]
    public void An_announce_is_read_back_as_written() => Prop.ForAll<long, byte[], byte>((number, bytes, any) =>
    {
        var count = number & long.MaxValue;
        var announce = new AnnounceRequest(
            Sha1Hash.Of(bytes), Sha1Hash.Of([any]), Announces.Client, count, count / 2, count / 3, (AnnounceEvent)(any & 3), (any % 202) - 1);
        var read = HttpTrackerReader.ReadAnnounce(HttpTrackerClient.AnnounceQuery(announce), Announces.Client.Address).Value!;
        return Announces.Text(announce) == Announces.Text(read.Announce) && read.Compact;
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_answer_in_either_form_is_read_back_as_written(bool compact) =>
        Assert.Equal(Announces.Text(Answer), Announces.Text(HttpTrackerClient.ReadAnnounceAnswer(Body(Answer, compact)).Value!));

    [Fact]
    public void The_compact_form_is_the_one_of_BEP_23() =>
        Assert.Equal(
            "d8:completei4e10:incompletei5e8:intervali1800e5:peers12:\u007f\u0011\0\u0005\u001a\u00e1\u007f\u0011\0\u0005\0\u0001e",
            Encoding.Latin1.GetString(Body(Answer, compact: true)));

    [Fact]
    public void The_dictionary_form_is_the_one_of_BEP_3() =>
        Assert.Equal(
            "d8:completei4e10:incompletei5e8:intervali1800e5:peersld2:ip10:127.17.0.54:porti6881eed2:ip10:127.17.0.54:porti1eeee",
            Encoding.Latin1.GetString(Body(Answer, compact: false)));

    [Fact]
    public void A_failure_is_told_in_its_own_words()
    {
        var body = Body(new AnnounceAnswer(TimeSpan.Zero, 0, 0, []) { Failure = "unknown torrent" }, compact: true);
        Assert.Equal("d14:failure reason15:unknown torrente", Encoding.Latin1.GetString(body));
        Assert.Equal("unknown torrent", HttpTrackerClient.ReadAnnounceAnswer(body).Value!.Failure);
    }

    [Theory]
    [InlineData("d5:peers0:8:intervali60ee")]
    [InlineData("d8:intervali60e5:peers6:\u0001\u0002\u0003\u0004\0\05:peers0:e")]
    [InlineData("d8:intervali60e5:peersld2:ip3:::14:porti1eed2:ip9:host.test4:porti1eee6:peers60:e")]
    public void Answers_of_sloppy_trackers_are_taken_without_the_peers_that_cannot_be_dialled(string body) =>
        Assert.Empty(HttpTrackerClient.ReadAnnounceAnswer(Encoding.Latin1.GetBytes(body)).Value!.Peers.ToArray());

    [Theory]
    [InlineData("<html>")]
    [InlineData("i1e")]
    [InlineData("de")]
    [InlineData("d8:intervali60ee")]
    [InlineData("d8:intervali-1e5:peers0:e")]
    [InlineData("d8:intervali60e5:peers5:12345e")]
    public void What_is_no_answer_is_refused(string body) => Assert.True(HttpTrackerClient.ReadAnnounceAnswer(Encoding.Latin1.GetBytes(body)).IsInvalid);

    [Fact]
    public void A_scrape_goes_there_and_back()
    {
        ScrapeEntry[] entries = [new(Sha1Hash.Of("b"u8), 1, 2, 3), new(Sha1Hash.Of("a"u8), 4, 5, 6)];
        var asked = HttpTrackerReader.ReadScrape(HttpTrackerClient.ScrapeQuery(new ScrapeRequest([entries[0].InfoHash, entries[1].InfoHash]))).Value!;
        Assert.Equal(entries.Select(entry => entry.InfoHash), asked.InfoHashes.ToArray());
        var output = new ArrayBufferWriter<byte>();
        HttpTrackerWriter.WriteScrape(new ScrapeAnswer([.. entries, entries[0]]), output);
        Assert.True(Protocols.Bencode.BencodeReader.ReadWhole(output.WrittenSpan).IsComplete);
        var read = HttpTrackerClient.ReadScrapeAnswer(output.WrittenSpan).Value!;
        Assert.Equal(entries.OrderBy(entry => entry.InfoHash), read.Entries.ToArray());
    }

    [Fact]
    public void Damaged_answers_throw_nothing()
    {
        byte[][] good = [Body(Answer, compact: true), Body(Answer, compact: false)];
        new ReaderFuzz<AnnounceAnswer>(() => HttpTrackerClient.ReadAnnounceAnswer, Announces.Text).Mutated(good, 5000, seed: 91, isStream: false);
        var output = new ArrayBufferWriter<byte>();
        HttpTrackerWriter.WriteScrape(new ScrapeAnswer([new(Sha1Hash.Of("b"u8), 1, 2, 3)]), output);
        new ReaderFuzz<ScrapeAnswer>(() => HttpTrackerClient.ReadScrapeAnswer, Announces.Text).Mutated([output.WrittenSpan.ToArray()], 3000, seed: 92, isStream: false);
    }

    private static byte[] Body(AnnounceAnswer answer, bool compact)
    {
        var output = new ArrayBufferWriter<byte>();
        HttpTrackerWriter.WriteAnnounce(answer, compact, output);
        return output.WrittenSpan.ToArray();
    }
}
