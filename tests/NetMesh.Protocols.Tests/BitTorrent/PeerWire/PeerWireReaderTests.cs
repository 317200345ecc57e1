using System.Buffers.Binary;
using NetMesh.Protocols.BitTorrent.PeerWire;
using NetMesh.Protocols.Tests.Captures;
using NetMesh.Protocols.Tests.Fuzzing;

namespace NetMesh.Protocols.Tests.BitTorrent.PeerWire;

public sealed class PeerWireReaderTests
{
    private static readonly ReaderFuzz<PeerWireMessage> Fuzz = new(() => new PeerWireReader().Read, MessageText.Of);

    [Theory]
    [InlineData("aria2-to-seed.peerwire", "Handshake", "Extended", "UnknownMessage", "Interested", "Request")]
    [InlineData("seed-to-aria2.peerwire", "Handshake", "Extended", "UnknownMessage", "Unchoke", "PieceBlock")]
    [InlineData("libtorrent-to-seed.peerwire", "Handshake", "Extended", "Interested", "Request", "Have")]
    [InlineData("seed-to-libtorrent.peerwire", "Handshake", "Extended", "UnknownMessage", "Unchoke", "PieceBlock")]
    [InlineData("libtorrent-magnet-to-seed.peerwire", "Handshake", "Extended", "Interested", "Request", "Have")]
    [InlineData("seed-to-libtorrent-magnet.peerwire", "Handshake", "Extended", "UnknownMessage", "Unchoke", "PieceBlock")]
    [InlineData("seed-to-plain.peerwire", "Handshake", "Bitfield", "Unchoke")]
    public void Captured_conversations_are_read_to_the_last_byte_whole_and_byte_by_byte(string capture, params string[] kinds)
    {
        var events = Fuzz.SameEitherWay(Capture.Bytes(capture));
        Assert.Equal("needs more than 0", events[^1]);
        Assert.All(kinds, kind => Assert.Contains(events, each => each.StartsWith(kind, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(64)]
    public void Bytes_in_segments_mean_the_same_as_in_one_piece(int segmentLength)
    {
        foreach (var capture in Capture.NamesOf("peerwire"))
        {
            var bytes = Capture.Bytes(capture);
            var sequence = SplitSequence.Of(bytes, segmentLength);
            var reader = new PeerWireReader();
            var events = new List<string>();
            ReadResult<PeerWireMessage> result;
            while ((result = reader.Read(sequence)).IsComplete)
            {
                events.Add(MessageText.Of(result.Value));
                sequence = sequence.Slice(result.Consumed);
            }

            Assert.Equal(Fuzz.Whole(bytes).SkipLast(1), events);
        }
    }

    [Fact]
    public void Something_else_than_a_handshake_is_refused_at_its_first_wrong_byte()
    {
        var result = new PeerWireReader().Read("\u0013BitTorrent protocoll"u8[..3]);
        Assert.Equal(ReadStatus.NeedMore, result.Status);
        Assert.Equal(1, new PeerWireReader().Read("\u0013GET"u8).Error!.Offset);
        Assert.Equal(0, new PeerWireReader().Read("G"u8).Error!.Offset);
    }

    [Theory]
    [InlineData(0, 2u)]
    [InlineData(4, 4u)]
    [InlineData(4, 6u)]
    [InlineData(5, 300_000u)]
    [InlineData(6, 12u)]
    [InlineData(7, 8u)]
    [InlineData(7, (128 * 1024) + 10u)]
    [InlineData(9, 2u)]
    [InlineData(20, 1u)]
    [InlineData(20, 70_000u)]
    [InlineData(99, 20_000u)]
    public void A_message_of_the_wrong_length_for_its_kind_is_refused_from_its_first_five_bytes(byte id, uint length)
    {
        var head = new byte[5];
        BinaryPrimitives.WriteUInt32BigEndian(head, length);
        head[4] = id;
        Assert.Equal(ReadStatus.Invalid, AfterHandshake().Read(head).Status);
    }

    [Fact]
    public void A_length_that_no_message_has_is_refused_from_its_four_bytes()
    {
        Assert.Equal(ReadStatus.Invalid, AfterHandshake().Read([0xff, 0xff, 0xff, 0xff]).Status);
        Assert.Equal(ReadStatus.NeedMore, AfterHandshake().Read([0, 0, 0x40]).Status);
    }

    [Fact]
    public void A_piece_number_beyond_any_torrent_is_refused() =>
        Assert.Equal(5, AfterHandshake().Read([0, 0, 0, 5, 4, 0x80, 0, 0, 0]).Error!.Offset);

    [Fact]
    public void Messages_without_content_are_always_the_same_object()
    {
        Assert.Same(KeepAlive.Instance, AfterHandshake().Read([0, 0, 0, 0]).Value);
        Assert.Same(Choke.Instance, AfterHandshake().Read([0, 0, 0, 1, 0]).Value);
        Assert.Same(Unchoke.Instance, AfterHandshake().Read([0, 0, 0, 1, 1]).Value);
        Assert.Same(Interested.Instance, AfterHandshake().Read([0, 0, 0, 1, 2]).Value);
        Assert.Same(NotInterested.Instance, AfterHandshake().Read([0, 0, 0, 1, 3]).Value);
    }

    [Fact]
    public void Reading_garbage_of_a_fixed_kind_allocates_only_the_message()
    {
        var reader = AfterHandshake();
        byte[] have = [0, 0, 0, 5, 4, 0, 0, 0, 9];
        reader.Read(have);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1000; i++)
        {
            reader.Read(have);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1000 * 32);
    }

    [Fact]
    public void Damaged_conversations_throw_nothing_and_mean_the_same_either_way()
    {
        // The payload of blocks is nothing a reader looks at; without it the mutations hit what matters.
        byte[][] good = [.. Capture.NamesOf("peerwire").Select(Capture.Bytes).Select(bytes => bytes[..Math.Min(bytes.Length, 700)])];
        Fuzz.Mutated(good, 6000, seed: 21, isStream: true);
    }

    private static PeerWireReader AfterHandshake()
    {
        var reader = new PeerWireReader();
        reader.Read(Capture.Bytes("aria2-to-seed.peerwire"));
        return reader;
    }
}
