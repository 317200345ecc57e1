namespace NetMesh.Protocols.Bencode;

/// <summary>How strictly bencoded bytes are read, and how much of them.</summary>
/// <param name="SortedKeys">
/// A dictionary's keys must ascend, each once, as BEP 3 asks. Without it any order is taken and of equal keys the first one counts; answers of real
/// trackers and extension handshakes of real clients need that.
/// </param>
/// <param name="MaxDepth">Lists and dictionaries inside one another; at most <see cref="DeepestPossible"/>.</param>
/// <param name="MaxTokens">Integers, strings, lists and dictionaries in all, keys included.</param>
/// <param name="MaxStringLength">Bytes of one string.</param>
public sealed record BencodeRules(
    bool SortedKeys = true, int MaxDepth = 32, int MaxTokens = 1_000_000, int MaxStringLength = 32 * 1024 * 1024)
{
    /// <summary>The reader's stack has this many places.</summary>
    public const int DeepestPossible = 64;

    /// <summary>Canonical form only; room for the largest .torrent files in use.</summary>
    public static readonly BencodeRules Canonical = new();

    /// <summary>Keys in any order, and less of everything: for what strangers send unasked.</summary>
    public static readonly BencodeRules Lenient = new(SortedKeys: false, MaxDepth: 16, MaxTokens: 100_000, MaxStringLength: 1024 * 1024);
}
