using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using NetMesh.Protocols.Dns.Records;

namespace NetMesh.Protocols.Dns.MasterFiles;

/// <summary>The numbers of a <c>$GENERATE</c>: <c>first-last</c> or <c>first-last/step</c>, and how they are put in for <c>$</c> (BIND 9 Administrator Reference Manual).</summary>
internal readonly record struct GeneratedRange(long First, long Last, long Step)
{
    /// <summary>Most records of one directive: a line must not become a billion of them.</summary>
    public const int Most = 1 << 16;

    /// <summary>Reads a directive's first words.</summary>
    public static bool TryRead(TextToken[] words, out GeneratedRange range, [NotNullWhen(false)] out string? error)
    {
        range = default;
        var parts = words.Length < 4 ? [] : words[1].Text.Split('-', '/');
        if (parts.Length is 2 or 3 && Array.TrueForAll(parts, part => IsNumber(part)) && words[1].Text.IndexOf('/', StringComparison.Ordinal) is var slash
            && (parts.Length == 3 ? slash > words[1].Text.IndexOf('-', StringComparison.Ordinal) : slash < 0))
        {
            range = new GeneratedRange(Number(parts[0]), Number(parts[1]), parts.Length == 3 ? Number(parts[2]) : 1);
        }

        error = range.Step > 0 && range.First <= range.Last && (range.Last - range.First) / range.Step < Most ? null
            : $"$GENERATE; expected first-last or first-last/step with at most {Most} numbers, an owner, a type and data behind it";
        return error is null;
    }

    /// <summary>A word with the number in the place of each <c>$</c> or <c>${offset,width,base}</c>; <c>$$</c> and <c>\$</c> are a dollar.</summary>
    public static string Fill(string word, long number)
    {
        var text = new StringBuilder();
        for (var i = 0; i < word.Length; i++)
        {
            if (word[i] == '\\' && i + 1 < word.Length)
            {
                text.Append(word, i++, 2);
            }
            else if (word[i] != '$')
            {
                text.Append(word[i]);
            }
            else if (i + 1 < word.Length && word[i + 1] == '$')
            {
                text.Append('$');
                i++;
            }
            else if (i + 1 < word.Length && word[i + 1] == '{' && word.IndexOf('}', i) is > 0 and var end)
            {
                text.Append(Format(word[(i + 2)..end].Split(','), number));
                i = end;
            }
            else
            {
                text.Append(number.ToString(CultureInfo.InvariantCulture));
            }
        }

        return text.ToString();
    }

    private static string Format(string[] how, long number)
    {
        _ = long.TryParse(how[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var offset);
        var width = how.Length > 1 && int.TryParse(how[1], NumberStyles.None, CultureInfo.InvariantCulture, out var read) ? Math.Min(read, 63) : 0;
        var value = number + offset;
        return (how.Length > 2 ? how[2] : "d") switch
        {
            "o" => Convert.ToString(value, 8).PadLeft(width, '0'),
            "x" => value.ToString($"x{width}", CultureInfo.InvariantCulture),
            "X" => value.ToString($"X{width}", CultureInfo.InvariantCulture),
            "n" or "N" => Nibbles(value.ToString(how[2] == "n" ? "x" : "X", CultureInfo.InvariantCulture), width),
            _ => value.ToString($"d{width}", CultureInfo.InvariantCulture),
        };
    }

    // Digits from the last to the first with dots between, as reverse names of IPv6 have them; the width counts the dots.
    private static string Nibbles(string digits, int width) => string.Join('.', digits.PadLeft((width + 1) / 2, '0').Reverse());

    private static bool IsNumber(string text) => uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _);

    private static long Number(string text) => uint.Parse(text, CultureInfo.InvariantCulture);
}
