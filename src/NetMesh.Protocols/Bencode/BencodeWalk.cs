namespace NetMesh.Protocols.Bencode;

/// <summary>The items of a bencoded list, one after another.</summary>
public ref struct BencodeItems
{
    private ReadOnlySpan<byte> rest;

    internal BencodeItems(ReadOnlySpan<byte> items) => rest = items;

    public BencodeValue Current { get; private set; }

    public readonly BencodeItems GetEnumerator() => this;

    public bool MoveNext()
    {
        if (rest.Length == 0)
        {
            return false;
        }

        var length = BencodeValue.LengthOfFirst(rest);
        Current = new BencodeValue(rest[..length]);
        rest = rest[length..];
        return true;
    }
}

/// <summary>A key of a bencoded dictionary and what stands under it.</summary>
public readonly ref struct BencodeEntry
{
    internal BencodeEntry(ReadOnlySpan<byte> key, BencodeValue value)
    {
        Key = key;
        Value = value;
    }

    public ReadOnlySpan<byte> Key { get; }

    public BencodeValue Value { get; }
}

/// <summary>The entries of a bencoded dictionary, one after another.</summary>
public ref struct BencodeEntries
{
    private BencodeItems items;

    internal BencodeEntries(ReadOnlySpan<byte> entries) => items = new BencodeItems(entries);

    public BencodeEntry Current { get; private set; }

    public readonly BencodeEntries GetEnumerator() => this;

    public bool MoveNext()
    {
        if (!items.MoveNext())
        {
            return false;
        }

        items.Current.TryGetBytes(out var key);
        items.MoveNext();
        Current = new BencodeEntry(key, items.Current);
        return true;
    }
}
