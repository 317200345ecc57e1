using NetMesh.Protocols.BitTorrent.Content;
using NetMesh.Protocols.BitTorrent.PeerWire;
using NetMesh.Protocols.BitTorrent.Torrents;
using NetMesh.Protocols.Tests.Captures;
using NetMesh.Protocols.Tests.Fuzzing;

namespace NetMesh.Protocols.Tests.BitTorrent.PeerWire;

public sealed class ExtensionTests
{
    [Fact]
    public void The_handshakes_of_real_clients_say_who_they_are_and_what_they_speak()
    {
        var aria2 = HandshakeIn("aria2-to-seed.peerwire");
        Assert.Equal("aria2/1.36.0", aria2.Client);
        Assert.Equal(9, aria2.NumberOf(ExtensionHandshake.Metadata));
        Assert.Equal(8, aria2.NumberOf(ExtensionHandshake.PeerExchange));
        Assert.Equal(166, aria2.MetadataSize);
        Assert.InRange(aria2.Port!.Value, 1, ushort.MaxValue);
        var libtorrent = HandshakeIn("libtorrent-to-seed.peerwire");
        Assert.Equal("libtorrent/2.0.8.0", libtorrent.Client);
        Assert.Equal(2000, libtorrent.RequestQueue);
        Assert.Equal(2, libtorrent.NumberOf(ExtensionHandshake.Metadata));
        Assert.Equal(0, libtorrent.NumberOf("ut_nothing"));
    }

    [Fact]
    public void A_handshake_is_read_back_as_written()
    {
        var sent = new ExtensionHandshake
        {
            Extensions = [new(ExtensionHandshake.Metadata, 3), new(ExtensionHandshake.PeerExchange, 1)],
            Client = "NetMesh",
            Port = 6881,
            RequestQueue = 250,
            MetadataSize = 31_235,
        };
        var read = ExtensionHandshake.Read(sent.ToMessage().Payload).Value!;
        Assert.Equal(sent.Extensions, read.Extensions);
        Assert.Equal((sent.Client, sent.Port, sent.RequestQueue, sent.MetadataSize), (read.Client, read.Port, read.RequestQueue, read.MetadataSize));
    }

    [Theory]
    [InlineData("de")]
    [InlineData("d1:mi1e1:pi99999e4:reqq3:abc1:vi3ee")]
    [InlineData("d1:pi-1e1:mdee")]
    public void Fields_that_make_no_sense_are_taken_as_absent(string payload)
    {
        var read = ExtensionHandshake.Read(System.Text.Encoding.Latin1.GetBytes(payload)).Value!;
        Assert.Empty(read.Extensions);
        Assert.Null(read.Port);
        Assert.Null(read.RequestQueue);
        Assert.Null(read.Client);
    }

    [Fact]
    public void The_info_dictionary_that_libtorrent_sent_to_a_magnet_link_is_the_torrent_s()
    {
        var torrent = MetainfoReader.Read(Capture.Bytes("small-pieces.torrent")).Value!;
        var data = Messages("seed-to-libtorrent-magnet.peerwire").OfType<Extended>()
            .Where(message => message.ExtensionId != 0)
            .Select(message => MetadataMessage.Read(message.Payload).Value)
            .First(message => message is { Kind: MetadataMessageKind.Data })!;
        Assert.Equal(torrent.InfoHash, Sha1Hash.Of(data.Data.Span));
        Assert.Equal(data.TotalSize, data.Data.Length);
        Assert.Equal(MetainfoWriter.InfoOf(torrent).ToArray(), data.Data.ToArray());
        Assert.Equal(torrent.InfoHash, MetainfoReader.ReadInfo(data.Data.Span, []).Value!.InfoHash);
    }

    [Fact]
    public void Libtorrent_s_request_for_metadata_is_understood_and_answered_as_its_seed_did()
    {
        var torrent = MetainfoReader.Read(Capture.Bytes("small-pieces.torrent")).Value!;
        var asked = Messages("libtorrent-magnet-to-seed.peerwire").OfType<Extended>().First(message => message.ExtensionId != 0);
        var request = MetadataMessage.Read(asked.Payload).Value!;
        Assert.Equal(MetadataMessageKind.Request, request.Kind);
        var answered = Messages("seed-to-libtorrent-magnet.peerwire").OfType<Extended>().First(message => message.ExtensionId != 0);
        var answer = MetadataMessage.Answer(MetainfoWriter.InfoOf(torrent), request.Piece).ToMessage(answered.ExtensionId);
        Assert.Equal(answered.Payload.ToArray(), answer.Payload.ToArray());
    }

    [Theory]
    [InlineData(0, MetadataMessageKind.Data, 16384)]
    [InlineData(1, MetadataMessageKind.Data, 616)]
    [InlineData(2, MetadataMessageKind.Reject, 0)]
    [InlineData(130_000, MetadataMessageKind.Reject, 0)]
    public void Metadata_is_cut_into_pieces_of_16_KiB(int piece, MetadataMessageKind kind, int length)
    {
        var read = MetadataMessage.Read(MetadataMessage.Answer(new byte[17_000], piece).ToMessage(1).Payload).Value!;
        Assert.Equal((kind, piece, length), (read.Kind, read.Piece, read.Data.Length));
    }

    [Fact]
    public void Damaged_extension_messages_throw_nothing()
    {
        byte[][] good =
        [
            .. Capture.NamesOf("peerwire").SelectMany(Messages).OfType<Extended>().Select(message => message.Payload.ToArray()),
            MetadataMessage.Reject(3).ToMessage(1).Payload.ToArray(),
        ];
        new ReaderFuzz<ExtensionHandshake>(() => ExtensionHandshake.Read, handshake => handshake.ToString()).Mutated(good, 2000, seed: 31, isStream: false);
        new ReaderFuzz<MetadataMessage>(() => MetadataMessage.Read, message => message.ToString()).Mutated(good, 2000, seed: 32, isStream: false);
    }

    private static ExtensionHandshake HandshakeIn(string capture) =>
        ExtensionHandshake.Read(Messages(capture).OfType<Extended>().First(message => message.ExtensionId == 0).Payload).Value!;

    private static List<PeerWireMessage> Messages(string capture)
    {
        var bytes = Capture.Bytes(capture);
        var reader = new PeerWireReader();
        var messages = new List<PeerWireMessage>();
        var at = 0;
        while (reader.Read(bytes.AsSpan(at)) is { IsComplete: true } read)
        {
            messages.Add(read.Value);
            at += read.Consumed;
        }

        return messages;
    }
}
