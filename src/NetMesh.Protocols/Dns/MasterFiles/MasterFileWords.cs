using NetMesh.Protocols.Dns.Records;

namespace NetMesh.Protocols.Dns.MasterFiles;

/// <summary>An entry of a master file: a directive or a record, on one line or on several between parentheses.</summary>
/// <param name="Line">Where it begins.</param>
/// <param name="IsIndented">It begins with a blank: the owner is the one before.</param>
/// <param name="Words">Its words.</param>
/// <param name="Error">What is wrong; null for none.</param>
internal sealed record MasterFileEntry(int Line, bool IsIndented, TextToken[] Words, string? Error = null);

/// <summary>Cuts a master file into its words (RFC 1035 §5.1): comments, quotes, escapes, parentheses.</summary>
internal static class MasterFileWords
{
    /// <summary>The entries of a text that are not empty.</summary>
    public static IEnumerable<MasterFileEntry> Entries(string text)
    {
        var line = 1;
        for (var at = 0; at < text.Length;)
        {
            var entry = Next(text, ref at, ref line);
            if (entry.Words.Length > 0 || entry.Error is not null)
            {
                yield return entry;
            }
        }
    }

    private static MasterFileEntry Next(string text, ref int at, ref int line)
    {
        var (begin, depth, isIndented) = (line, 0, text[at] is ' ' or '\t');
        var words = new List<TextToken>();
        string? error = null;
        while (at < text.Length)
        {
            var letter = text[at];
            switch (letter)
            {
                case '\n':
                    at++;
                    line++;
                    if (depth == 0)
                    {
                        return new MasterFileEntry(begin, isIndented, [.. words], error);
                    }

                    break;
                case ' ' or '\t' or '\r':
                    at++;
                    break;
                case ';':
                    var end = text.IndexOf('\n', at);
                    at = end < 0 ? text.Length : end;
                    break;
                case '(':
                    at++;
                    depth++;
                    break;
                case ')':
                    at++;
                    error ??= depth == 0 ? "a ) without its (" : null;
                    depth = Math.Max(0, depth - 1);
                    break;
                default:
                    words.Add(letter == '"' ? Quoted(text, ref at, ref line, ref error) : Word(text, ref at, ref line, ref error));
                    break;
            }
        }

        return new MasterFileEntry(begin, isIndented, [.. words], error ?? (depth > 0 ? "a ( without its )" : null));
    }

    private static TextToken Quoted(string text, ref int at, ref int line, ref string? error)
    {
        var begin = ++at;
        for (; at < text.Length; at++)
        {
            switch (text[at])
            {
                case '"':
                    return new TextToken(text[begin..at++], IsQuoted: true);
                case '\\' when at + 1 < text.Length:
                    at++;
                    break;
                default:
                    break;
            }

            line += text[at] == '\n' ? 1 : 0;
        }

        error ??= "a quote without its end";
        return new TextToken(text[begin..], IsQuoted: true);
    }

    // Quotes inside a word belong to it: alpn="h2,h3".
    private static TextToken Word(string text, ref int at, ref int line, ref string? error)
    {
        var begin = at;
        for (; at < text.Length && text[at] is not (' ' or '\t' or '\r' or '\n' or ';' or '(' or ')'); at++)
        {
            if (text[at] == '\\' && at + 1 < text.Length && text[at + 1] != '\n')
            {
                at++;
            }
            else if (text[at] == '"')
            {
                Quoted(text, ref at, ref line, ref error);
                at--;
            }
        }

        return new TextToken(text[begin..Math.Min(at, text.Length)]);
    }
}
