using System.Buffers;
using NetMesh.Protocols.BitTorrent.Content;
using NetMesh.Protocols.BitTorrent.PeerWire;
using NetMesh.Protocols.BitTorrent.Trackers.Udp;
using NetMesh.Protocols.Tests.Fuzzing;
using NetMesh.Protocols.Wire;

namespace NetMesh.Protocols.Tests.Wire;

/// <summary>What crosses between processes comes out as it went in, and garbage is an answer, not an exception.</summary>
public sealed class WireCodecTests
{
    [Fact]
    public void Every_type_of_message_crosses()
    {
        var types = typeof(WireMessage).Assembly.GetTypes().Where(type => typeof(WireMessage).IsAssignableFrom(type) && !type.IsAbstract);
        var crossed = Samples.Messages.Select(message => message.GetType()).ToHashSet();
        Assert.Empty(types.Where(type => !crossed.Contains(type)).Select(type => $"{type.Name} has no sample here, and perhaps no kind in {nameof(WireCodec)}"));
    }

    [Fact]
    public void Messages_come_out_as_they_went_in() => Assert.All(Samples.Messages, message =>
    {
        var bytes = Written(message);
        var read = WireCodec.Read(bytes);
        Assert.True(read.IsComplete, $"{message.GetType().Name}: {read.Error}");
        Assert.Equal(bytes.Length, read.Consumed);
        Assert.Equal(Content.Of(message), Content.Of(read.Value));
        Assert.Equal((message.WireLength, message.TraceIdentity), (read.Value.WireLength, read.Value.TraceIdentity));
    });

    [Fact]
    public void Every_value_crosses_as_it_is()
    {
        Assert.Equal(WireValues.Types.ToHashSet(), Samples.Values.Select(value => value.GetType()).ToHashSet());
        Assert.All(Samples.Values, value =>
        {
            var read = WireValues.Read(WrittenValue(value));
            Assert.True(read.IsComplete, $"{value.GetType().Name}: {read.Error}");
            Assert.Equal(Content.Of(value), Content.Of(read.Value));
        });
    }

    [Fact]
    public void The_first_byte_tells_values_from_messages()
    {
        Assert.All(Samples.Messages, message => Assert.False(WireValues.AreValue(Written(message))));
        Assert.All(Samples.Values, value => Assert.True(WireValues.AreValue(WrittenValue(value))));
    }

    [Fact]
    public void A_block_of_a_stored_piece_crosses_as_its_bytes()
    {
        var message = new PieceBlock(1, 2, Block.Stored(new Numbers(), 100, 3));
        var read = Assert.IsType<PieceBlock>(WireCodec.Read(Written(message)).Value);
        var bytes = new byte[3];
        read.Block.CopyTo(bytes);
        Assert.Equal([100, 101, 102], bytes);
        Assert.Null(read.Block.StoredIn(out _));
    }

    [Fact]
    public void A_batch_in_a_batch_crosses_as_one()
    {
        var read = WireCodec.Read(Written(new PeerWireBatch([new PeerWireBatch([new Have(1)]), new Have(2)])));
        Assert.Equal(Content.Of(new PeerWireBatch([new Have(1), new Have(2)])), Content.Of(read.Value));
    }

    [Fact]
    public void What_is_cut_off_or_too_long_is_invalid() => Assert.All(Samples.Messages, message =>
    {
        var bytes = Written(message);
        for (var length = 0; length < bytes.Length; length++)
        {
            // A list cut between two entries is a shorter list.
            var read = WireCodec.Read(bytes.AsSpan(0, length));
            Assert.True(read.IsInvalid || (read.IsComplete && read.Consumed == length), $"{message.GetType().Name} cut to {length} of {bytes.Length} bytes");
        }

        // Options behind an announce (BEP 41) and zeros behind a failure are passed over; nothing else is longer than it says.
        var longer = WireCodec.Read([.. bytes, 1]);
        Assert.True(longer.IsInvalid || message is UdpTrackerPacket, message.GetType().Name);
    });

    [Fact]
    public void A_value_that_is_cut_off_is_invalid() => Assert.All(Samples.Values, value =>
    {
        var bytes = WrittenValue(value);
        for (var length = 0; length < bytes.Length; length++)
        {
            // A frame cut in front of its message, or a batch between two of its own, is a shorter one.
            var read = WireValues.Read(bytes.AsSpan(0, length));
            Assert.True(read.IsInvalid || value is Frame or TrunkFrame { Message: not null }, $"{value.GetType().Name} cut to {length} of {bytes.Length} bytes");
        }
    });

    [Theory]
    [InlineData(0, byte.MaxValue)]
    [InlineData(17, 0x80)]
    public void A_trunk_frame_of_no_kind_or_about_less_than_nothing_is_invalid(int at, byte damage)
    {
        var bytes = WrittenValue(new TrunkFrame(TrunkKind.Taken, default, Bytes: 1));
        Assert.True(WireValues.Read(bytes).IsComplete);
        bytes[1 + at] = damage;
        Assert.True(WireValues.Read(bytes).IsInvalid);
    }

    [Fact]
    public void Damage_is_answered_never_thrown()
    {
        var mutator = new ByteMutator(1);
        foreach (var message in Samples.Messages)
        {
            var good = Written(message);
            for (var i = 0; i < 500; i++)
            {
                Assert.NotEqual(ReadStatus.NeedMore, WireCodec.Read(mutator.Mutate(good)).Status);
            }
        }

        foreach (var value in Samples.Values)
        {
            var good = WrittenValue(value);
            for (var i = 0; i < 500; i++)
            {
                Assert.NotEqual(ReadStatus.NeedMore, WireValues.Read(mutator.Mutate(good)).Status);
            }
        }
    }

    [Fact]
    public void A_type_without_a_kind_says_so() =>
        Assert.Contains(nameof(Foreign), Assert.Throws<NotSupportedException>(() => Written(new Foreign())).Message, StringComparison.Ordinal);

    private static byte[] Written(WireMessage message)
    {
        var output = new ArrayBufferWriter<byte>();
        WireCodec.Write(message, output);
        return output.WrittenSpan.ToArray();
    }

    private static byte[] WrittenValue(object value)
    {
        var output = new ArrayBufferWriter<byte>();
        WireValues.Write(value, output);
        return output.WrittenSpan.ToArray();
    }

    private sealed class Foreign : WireMessage
    {
        public override int WireLength => 1;

        public override ulong TraceIdentity => 1;
    }

    // Its bytes are the numbers from 0.
    private sealed class Numbers : IStoredPiece
    {
        public Sha1Hash Hash => default;

        public int Length => 256;

        public void Read(int offset, Span<byte> destination)
        {
            for (var i = 0; i < destination.Length; i++)
            {
                destination[i] = (byte)(offset + i);
            }
        }
    }
}
