using System.Collections.Immutable;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;

namespace NetMesh.Protocols.Dns.MasterFiles;

/// <summary>
/// Reads master files (RFC 1035 §5, RFC 2308 §4): records, <c>$ORIGIN</c>, <c>$TTL</c>, <c>$INCLUDE</c> and, as BIND has it, <c>$GENERATE</c>. It goes on behind
/// an error, so that all are told at once.
/// </summary>
/// <param name="include">Gives the text of a file that is named in <c>$INCLUDE</c>; null when there is none, or it is none of the caller's business.</param>
public sealed class MasterFileReader(Func<string, string?>? include = null)
{
    /// <summary>Errors that are told; behind that many the reader stops.</summary>
    public const int MostErrors = 20;

    /// <summary>Most files inside each other: a file may include itself.</summary>
    private const int MostDepth = 16;

    private readonly ImmutableArray<PlacedRecord>.Builder records = ImmutableArray.CreateBuilder<PlacedRecord>();
    private readonly ImmutableArray<MasterFileError>.Builder errors = ImmutableArray.CreateBuilder<MasterFileError>();
    private DomainName? owner;
    private uint? usualTtl;
    private uint? lastTtl;

    /// <summary>Reads a file; a reader reads only one.</summary>
    /// <param name="text">Its text.</param>
    /// <param name="file">Its name, for errors.</param>
    /// <param name="origin">What names are relative to until the file says otherwise.</param>
    public MasterFile Read(string text, string file, DomainName origin)
    {
        Read(text, file, origin, depth: 0);
        return new MasterFile(records.ToImmutable(), errors.ToImmutable());
    }

    private void Read(string text, string file, DomainName origin, int depth)
    {
        foreach (var entry in MasterFileWords.Entries(text))
        {
            var line = new MasterFileLine(file, entry.Line);
            var error = entry.Error ?? entry.Words[0].Text.ToUpperInvariant() switch
            {
                "$ORIGIN" => ReadOrigin(entry.Words, ref origin),
                "$TTL" => ReadTtl(entry.Words),
                "$INCLUDE" => ReadInclude(entry.Words, origin, depth),
                "$GENERATE" => Generate(entry.Words, origin, line),
                _ => ReadRecord(entry.Words, entry.IsIndented, origin, line),
            };
            if (error is not null)
            {
                errors.Add(new MasterFileError(line, error));
            }

            if (errors.Count >= MostErrors)
            {
                return;
            }
        }
    }

    private static string? ReadOrigin(TextToken[] words, ref DomainName origin)
    {
        if (words.Length != 2)
        {
            return "$ORIGIN; expected one domain name behind it";
        }

        if (!DomainNameText.TryRead(words[1].Text, origin, out var name, out var error))
        {
            return $"{error} in '{words[1].Text}'; expected a domain name";
        }

        origin = name;
        return null;
    }

    private string? ReadTtl(TextToken[] words)
    {
        if (words.Length != 2 || !RecordDataText.TryReadDuration(words[1].Text, out var seconds))
        {
            return "$TTL; expected seconds behind it, or a time such as 1h30m";
        }

        usualTtl = seconds;
        return null;
    }

    private string? ReadInclude(TextToken[] words, DomainName origin, int depth)
    {
        if (words.Length is < 2 or > 3)
        {
            return "$INCLUDE; expected a file behind it, and maybe an origin";
        }

        if (words.Length == 3 && ReadOrigin(words[1..], ref origin) is { } error)
        {
            return error;
        }

        if (depth >= MostDepth)
        {
            return $"'{words[1].Text}' included inside {depth} files; expected at most {MostDepth}";
        }

        if (include?.Invoke(words[1].Text) is not { } text)
        {
            return $"'{words[1].Text}'; expected a file beside this one, inside the data directory";
        }

        // The owner before goes on to hold behind the included file, and not inside it (RFC 1035 §5.1).
        var before = owner;
        owner = null;
        Read(text, words[1].Text, origin, depth + 1);
        owner = before;
        return null;
    }

    private string? Generate(TextToken[] words, DomainName origin, MasterFileLine line)
    {
        if (!GeneratedRange.TryRead(words, out var range, out var error))
        {
            return error;
        }

        for (var number = range.First; number <= range.Last; number += range.Step)
        {
            TextToken[] record = [.. words[2..].Select(word => new TextToken(GeneratedRange.Fill(word.Text, number), word.IsQuoted))];
            if (ReadRecord(record, isIndented: false, origin, line) is { } wrong)
            {
                return $"{wrong} (with {number} for $)";
            }
        }

        return null;
    }

    private string? ReadRecord(ReadOnlySpan<TextToken> words, bool isIndented, DomainName origin, MasterFileLine line)
    {
        if (!isIndented)
        {
            if (!DomainNameText.TryRead(words[0].Text, origin, out var name, out var wrong))
            {
                return $"{wrong} in '{words[0].Text}'; expected a domain name";
            }

            owner = name;
            words = words[1..];
        }

        if (owner is null)
        {
            return "a record without an owner; expected a domain name at the beginning of the line";
        }

        var (ttl, @class) = (default(uint?), default(RecordClass?));
        while (!words.IsEmpty && !words[0].IsQuoted)
        {
            if (ttl is null && char.IsAsciiDigit(words[0].Text.FirstOrDefault()) && RecordDataText.TryReadDuration(words[0].Text, out var seconds))
            {
                ttl = seconds;
            }
            else if (@class is null && RecordTypeText.TryRead(words[0].Text, out RecordClass read))
            {
                @class = read;
            }
            else
            {
                break;
            }

            words = words[1..];
        }

        if (words.IsEmpty || words[0].IsQuoted || !RecordTypeText.TryRead(words[0].Text, out RecordType type))
        {
            return $"{(words.IsEmpty ? "the end of the record" : $"'{words[0].Text}'")}; expected a record type such as A or TYPE65280";
        }

        if (RecordTypeText.IsMeta(type) || @class is not (null or RecordClass.IN))
        {
            return $"{RecordTypeText.Write(@class ?? RecordClass.IN)} {RecordTypeText.Write(type)}; expected class IN and a type that zones hold";
        }

        if (!RecordDataText.TryRead(type, words[1..], origin, out var data, out var error))
        {
            return error;
        }

        var kept = ttl ?? usualTtl ?? lastTtl ?? (type == RecordType.SOA ? data.Number(6) : null);
        if (kept is not { } lasting || lasting > int.MaxValue)
        {
            return kept is null ? "a record without a TTL; expected $TTL or a number of seconds before it" : $"a TTL of {kept} seconds; expected at most {int.MaxValue} (RFC 2181 §8)";
        }

        lastTtl = lasting;
        records.Add(new PlacedRecord(new ResourceRecord(owner, lasting, data), line));
        return null;
    }
}
