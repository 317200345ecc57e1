using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Unicode;

namespace NetMesh.Protocols.Bencode;

/// <summary>The kinds of bencoded values.</summary>
public enum BencodeKind
{
    /// <summary>No value: what a lookup that found nothing gives.</summary>
    Absent,
    Integer,
    Bytes,
    List,
    Dictionary,
}

/// <summary>A view of one value in checked bencoded bytes. Nothing is copied; asking for the wrong kind gives false, never an exception.</summary>
public readonly ref struct BencodeValue
{
    // Made by BencodeReader alone, so the bytes are known to be one whole value.
    internal BencodeValue(ReadOnlySpan<byte> raw) => Raw = raw;

    /// <summary>The value's own encoding, exactly as it was read: what an info-hash is taken over.</summary>
    public ReadOnlySpan<byte> Raw { get; }

    public BencodeKind Kind => Raw.Length == 0 ? BencodeKind.Absent : Raw[0] switch
    {
        (byte)'i' => BencodeKind.Integer,
        (byte)'l' => BencodeKind.List,
        (byte)'d' => BencodeKind.Dictionary,
        _ => BencodeKind.Bytes,
    };

    public bool IsAbsent => Raw.Length == 0;

    public bool TryGetInteger(out long value)
    {
        value = 0;
        return Kind == BencodeKind.Integer && Utf8Parser.TryParse(Raw[1..^1], out value, out _);
    }

    public bool TryGetBytes(out ReadOnlySpan<byte> value)
    {
        value = Kind == BencodeKind.Bytes ? Raw[(Raw.IndexOf((byte)':') + 1)..] : default;
        return Kind == BencodeKind.Bytes;
    }

    /// <summary>The string as text; false also when it is not UTF-8.</summary>
    public bool TryGetText([NotNullWhen(true)] out string? value)
    {
        value = TryGetBytes(out var bytes) && Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : null;
        return value is not null;
    }

    /// <summary>The value under a key of this dictionary; absent when there is none, or this is no dictionary.</summary>
    public BencodeValue this[ReadOnlySpan<byte> key]
    {
        get
        {
            foreach (var entry in Entries)
            {
                if (entry.Key.SequenceEqual(key))
                {
                    return entry.Value;
                }
            }

            return default;
        }
    }

    /// <summary>The items of a list; none when this is no list.</summary>
    public BencodeItems Items => new(Kind == BencodeKind.List ? Raw[1..^1] : default);

    /// <summary>The entries of a dictionary, in the order of the encoding; none when this is no dictionary.</summary>
    public BencodeEntries Entries => new(Kind == BencodeKind.Dictionary ? Raw[1..^1] : default);

    /// <summary>Where the value at the start of checked bytes ends.</summary>
    internal static int LengthOfFirst(ReadOnlySpan<byte> values)
    {
        var at = 0;
        var depth = 0;
        do
        {
            switch (values[at])
            {
                case (byte)'e':
                    depth--;
                    at++;
                    break;
                case (byte)'l' or (byte)'d':
                    depth++;
                    at++;
                    break;
                case (byte)'i':
                    at += values[at..].IndexOf((byte)'e') + 1;
                    break;
                default:
                    Utf8Parser.TryParse(values[at..], out int length, out var digits);
                    at += digits + 1 + length;
                    break;
            }
        }
        while (depth > 0);
        return at;
    }
}
