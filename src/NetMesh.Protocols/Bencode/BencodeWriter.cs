using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace NetMesh.Protocols.Bencode;

/// <summary>
/// Writes bencoded values (BEP 3), one call a token. It does not sort: whoever writes a dictionary writes its keys in ascending order of their
/// bytes, as BEP 3 asks, and each <c>Begin</c> has its <see cref="End"/>.
/// </summary>
/// <param name="output">Where the bytes go.</param>
public readonly ref struct BencodeWriter(IBufferWriter<byte> output)
{
    // A sign and nineteen digits, with i and e or a colon around them.
    private const int LongestNumber = 22;

    private readonly IBufferWriter<byte> output = output;

    public void BeginDictionary() => output.Write("d"u8);

    public void BeginList() => output.Write("l"u8);

    /// <summary>Ends the innermost list or dictionary that is open.</summary>
    public void End() => output.Write("e"u8);

    public void Integer(long value)
    {
        var span = output.GetSpan(LongestNumber);
        span[0] = (byte)'i';
        Utf8Formatter.TryFormat(value, span[1..], out var digits);
        span[digits + 1] = (byte)'e';
        output.Advance(digits + 2);
    }

    public void Bytes(ReadOnlySpan<byte> value)
    {
        BytesBegin(value.Length);
        output.Write(value);
    }

    /// <summary>The length and colon of a string whose bytes the caller writes next.</summary>
    public void BytesBegin(int length)
    {
        var span = output.GetSpan(LongestNumber);
        Utf8Formatter.TryFormat(length, span, out var digits);
        span[digits] = (byte)':';
        output.Advance(digits + 1);
    }

    public void Text(string value)
    {
        BytesBegin(Encoding.UTF8.GetByteCount(value));
        Encoding.UTF8.GetBytes(value, output);
    }

    /// <summary>A dictionary's key and an integer under it.</summary>
    public void Entry(ReadOnlySpan<byte> key, long value)
    {
        Bytes(key);
        Integer(value);
    }

    /// <summary>A dictionary's key and a string under it.</summary>
    public void Entry(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        Bytes(key);
        Bytes(value);
    }

    /// <summary>A dictionary's key and text under it.</summary>
    public void Entry(ReadOnlySpan<byte> key, string value)
    {
        Bytes(key);
        Text(value);
    }

    /// <summary>A value that is encoded already.</summary>
    public void Raw(ReadOnlySpan<byte> encoded) => output.Write(encoded);
}
