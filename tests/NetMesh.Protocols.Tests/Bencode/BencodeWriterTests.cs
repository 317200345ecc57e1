using System.Buffers;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using NetMesh.Protocols.Bencode;

namespace NetMesh.Protocols.Tests.Bencode;

public sealed class BencodeWriterTests
{
    [Fact]
    public void What_is_written_is_read_back() => Prop.ForAll<long, byte[], int>((number, bytes, count) =>
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new BencodeWriter(output);
        writer.BeginList();
        writer.Integer(number);
        writer.Bytes(bytes);
        for (var i = 0; i < (count & 7); i++)
        {
            writer.BeginDictionary();
            writer.Entry("a"u8, number);
            writer.Bytes("b"u8);
        }

        writer.Text("ä");
        for (var i = 0; i < (count & 7); i++)
        {
            writer.End();
        }

        writer.End();
        var read = BencodeReader.ReadWhole(output.WrittenSpan);
        var items = read.Value.Items;
        return read.IsComplete
            && items.MoveNext() && items.Current.TryGetInteger(out var readNumber) && readNumber == number
            && items.MoveNext() && items.Current.TryGetBytes(out var readBytes) && readBytes.SequenceEqual(bytes)
            && items.MoveNext() && !items.Current.IsAbsent && !items.MoveNext();
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Extremes_are_written_in_the_shortest_form()
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new BencodeWriter(output);
        writer.Integer(long.MinValue);
        writer.Integer(0);
        writer.Bytes([]);
        Assert.Equal("i-9223372036854775808ei0e0:", Encoding.Latin1.GetString(output.WrittenSpan));
    }
}
