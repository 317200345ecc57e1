namespace NetMesh.Protocols.Bencode;

/// <summary>
/// Checks bencoded bytes (BEP 3) once, without recursion and without copying; a <see cref="BencodeValue"/> over checked bytes can then be walked
/// and cannot fail.
/// </summary>
public static class BencodeReader
{
    /// <summary>Reads the one value at the start of <paramref name="input"/>; bytes behind it are the caller's.</summary>
    public static BencodeResult Read(ReadOnlySpan<byte> input, BencodeRules? rules = null)
    {
        Span<Level> stack = stackalloc Level[BencodeRules.DeepestPossible];
        var scan = new BencodeScan(input, rules ?? BencodeRules.Canonical, stack);
        var status = scan.Run();
        return status switch
        {
            ReadStatus.Complete => BencodeResult.Complete(new BencodeValue(input[..scan.Position]), scan.Position),
            ReadStatus.Invalid => BencodeResult.Invalid(scan.Error!),
            _ => default,
        };
    }

    /// <summary>Reads a value that must fill <paramref name="input"/> exactly, as a file or an HTTP body does.</summary>
    public static BencodeResult ReadWhole(ReadOnlySpan<byte> input, BencodeRules? rules = null)
    {
        var result = Read(input, rules);
        return result.IsComplete && result.Consumed < input.Length
            ? BencodeResult.Invalid(new ProtocolError("bencode", "bytes behind the value", "one value and the end (BEP 3)", result.Consumed))
            : result;
    }

    /// <summary>An open list or dictionary.</summary>
    internal struct Level
    {
        public bool IsDictionary;
        public bool ValueIsDue;
        public int KeyAt;
        public int KeyLength;
    }
}
