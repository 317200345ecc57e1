using System.Buffers;
using FsCheck;
using FsCheck.Fluent;
using NetMesh.Protocols.BitTorrent.Content;
using NetMesh.Protocols.BitTorrent.PeerWire;
using NetMesh.Protocols.Tests.Captures;

namespace NetMesh.Protocols.Tests.BitTorrent.PeerWire;

public sealed class PeerWireWriterTests
{
    private static readonly Handshake Hello = new(ReservedBits.ExtensionProtocol, Sha1Hash.Of("torrent"u8), Sha1Hash.Of("peer"u8));

    [Fact]
    public void Every_kind_of_message_has_the_length_it_claims_and_is_read_back() => Prop.ForAll<int, int, byte[]>((first, second, bytes) =>
    {
        var sent = AllKinds(first & int.MaxValue, second & int.MaxValue, bytes);
        var reader = new PeerWireReader();
        foreach (var message in sent)
        {
            var output = new ArrayBufferWriter<byte>();
            PeerWireWriter.Write(message, output);
            var span = new byte[message.WireLength];
            Assert.Equal(message.WireLength, PeerWireWriter.Write(message, span));
            Assert.Equal(message.WireLength, output.WrittenCount);
            Assert.Equal(span, output.WrittenSpan.ToArray());
            var read = reader.Read(span);
            Assert.Equal(message.WireLength, read.Consumed);
            Assert.Equal(MessageText.Of(message), MessageText.Of(read.Value!));
        }
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_property_above_covers_every_kind_there_is()
    {
        var kinds = typeof(PeerWireMessage).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(PeerWireMessage)) && !type.IsAbstract && type != typeof(PeerWireBatch));
        Assert.Equal(kinds.ToHashSet(), AllKinds(1, 2, [3]).Select(message => message.GetType()).ToHashSet());
    }

    [Fact]
    public void A_batch_is_its_messages_one_after_another()
    {
        var batch = new PeerWireBatch(AllKinds(1, 2, [3, 4, 5]));
        var output = new ArrayBufferWriter<byte>();
        PeerWireWriter.Write(batch, output);
        var span = new byte[batch.WireLength];
        PeerWireWriter.Write(batch, span);
        Assert.Equal(batch.WireLength, output.WrittenCount);
        Assert.Equal(span, output.WrittenSpan.ToArray());
    }

    [Fact]
    public void A_stored_block_goes_straight_from_its_store_into_the_output()
    {
        var message = new PieceBlock(7, 2, Block.Stored(new StoredBytes([9, 8, 7, 6, 5]), 2, 3));
        var output = new byte[16];
        PeerWireWriter.Write(message, output);
        Assert.Equal([0, 0, 0, 12, 7, 0, 0, 0, 7, 0, 0, 0, 2, 7, 6, 5], output);
    }

    [Fact]
    public void What_real_clients_said_is_written_back_byte_for_byte()
    {
        foreach (var capture in Capture.NamesOf("peerwire"))
        {
            var bytes = Capture.Bytes(capture);
            var reader = new PeerWireReader();
            var output = new ArrayBufferWriter<byte>();
            while (reader.Read(bytes.AsSpan(output.WrittenCount)) is { IsComplete: true } read)
            {
                PeerWireWriter.Write(read.Value, output);
            }

            Assert.Equal(bytes, output.WrittenSpan.ToArray());
        }
    }

    [Fact]
    public void Too_little_room_is_the_caller_s_mistake() =>
        Assert.Throws<ArgumentException>(() => PeerWireWriter.Write(Hello, new byte[67]));

    private static PeerWireMessage[] AllKinds(int first, int second, byte[] bytes) =>
    [
        Hello,
        KeepAlive.Instance,
        Choke.Instance,
        Unchoke.Instance,
        Interested.Instance,
        NotInterested.Instance,
        new Have(first),
        new Bitfield(bytes),
        new Request(first, second, 16384),
        new PieceBlock(first, second, Block.Of(bytes)),
        new Cancel(second, first, 16384),
        new DhtPort((ushort)first),
        new Extended((byte)second, bytes),
        new UnknownMessage(14, bytes),
    ];

    private sealed class StoredBytes(byte[] bytes) : IStoredPiece
    {
        public Sha1Hash Hash => Sha1Hash.Of(bytes);

        public int Length => bytes.Length;

        public void Read(int offset, Span<byte> destination) => bytes.AsSpan(offset, destination.Length).CopyTo(destination);
    }
}
