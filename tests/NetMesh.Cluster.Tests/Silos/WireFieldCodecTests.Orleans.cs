using Microsoft.Extensions.DependencyInjection;
using NetMesh.Contracts.Sites;
using NetMesh.Grains.Silos;
using NetMesh.Protocols.BitTorrent.PeerWire;
using NetMesh.Protocols.Tests.Wire;
using NetMesh.Protocols.Wire;
using Orleans.Serialization;

namespace NetMesh.Cluster.Tests.Silos;

/// <summary>Orleans' serializer carries the protocols' messages and values as they are, wherever in a call they stand.</summary>
public sealed class WireFieldCodecTests : IDisposable
{
    private readonly ServiceProvider services = new ServiceCollection().AddSerializer().AddWireMessages().BuildServiceProvider();

    [Fact]
    public void Every_message_crosses_as_it_is() => Assert.All(Samples.Messages, message =>
    {
        Assert.Equal(Content.Of(message), Content.Of(Crossed<object>(message)));
        Assert.Equal(Content.Of(message), Content.Of(Crossed<WireMessage>(message)));
    });

    [Fact]
    public void Every_value_crosses_as_it_is() => Assert.All(Samples.Values, value => Assert.Equal(Content.Of(value), Content.Of(Crossed(value))));

    [Fact]
    public void What_expects_its_own_type_gets_it()
    {
        Assert.Equal(Content.Of(new Have(5)), Content.Of(Crossed(new Have(5))));
        foreach (var frame in Samples.Values.OfType<Frame>())
        {
            Assert.Equal(Content.Of(frame), Content.Of(Crossed(frame)));
        }

        foreach (var frame in Samples.Values.OfType<TrunkFrame>())
        {
            Assert.Equal(Content.Of(frame), Content.Of(Crossed(frame)));
        }

        Assert.Equal(Samples.Values.OfType<TrunkEnd>().Single(), Crossed(Samples.Values.OfType<TrunkEnd>().Single()));
    }

    [Fact]
    public void They_cross_inside_of_other_things_and_leave_what_follows_whole()
    {
        var all = new List<object?>();
        foreach (var (message, value) in Samples.Messages.Zip(Samples.Values))
        {
            all.AddRange([message, "between", value, null, value, message, 7]);
        }

        Assert.Equal(Content.Of(all), Content.Of(Crossed(all)));
    }

    [Fact]
    public void A_message_that_stands_twice_in_a_call_arrives_as_one()
    {
        var message = Samples.Messages.OfType<TrunkBatch>().First();
        var crossed = Crossed(new object[] { message, message, new Have(1) });
        Assert.Same(crossed[0], crossed[1]);
        Assert.Equal(Content.Of(message), Content.Of(crossed[1]));
        Assert.Equal(1, Assert.IsType<Have>(crossed[2]).Piece);
    }

    [Fact]
    public void Records_of_grain_signatures_carry_them()
    {
        var residents = new Residents([new Listings("peer", [.. Samples.Values.OfType<Protocols.Addressing.Endpoint>()])], ["swarm"]);
        Assert.Equal(Content.Of(residents), Content.Of(Crossed<Contracts.Replicas.Snapshot>(residents)));
    }

    [Fact]
    public void Within_a_silo_nothing_is_copied()
    {
        var message = Samples.Messages[0];
        Assert.Same(message, services.GetRequiredService<DeepCopier>().Copy(message));
    }

    [Fact]
    public void Bytes_that_are_no_message_are_refused()
    {
        var serializer = services.GetRequiredService<Serializer>();
        var bytes = serializer.SerializeToArray<WireMessage>(new Have(5));
        var written = new System.Buffers.ArrayBufferWriter<byte>();
        WireCodec.Write(new Have(5), written);
        var at = bytes.AsSpan().IndexOf(written.WrittenSpan);
        bytes[at] = byte.MaxValue;
        Assert.Throws<InvalidDataException>(() => serializer.Deserialize<WireMessage>(bytes));
    }

    public void Dispose() => services.Dispose();

    private T Crossed<T>(T value)
    {
        var serializer = services.GetRequiredService<Serializer>();
        return serializer.Deserialize<T>(serializer.SerializeToArray(value))!;
    }
}
