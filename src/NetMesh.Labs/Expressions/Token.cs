using System.Globalization;

namespace NetMesh.Labs.Expressions;

internal enum TokenKind
{
    End,
    Number,
    Name,
    Quoted,
    Sign,
}

/// <param name="Kind">What it is.</param>
/// <param name="Text">As it is written; of a quoted word what is between the quotes.</param>
/// <param name="Amount">A number with its unit.</param>
internal readonly record struct Token(TokenKind Kind, string Text, Amount Amount = default)
{
    /// <summary>For messages.</summary>
    public override string ToString() => Kind == TokenKind.End ? "the end" : $"'{Text}'";
}

/// <summary>Cuts an expression into tokens. A number takes the unit behind it; a name may hold hyphens, so that a minus sign needs space around it.</summary>
internal ref struct Tokenizer(string text)
{
    private static readonly string[] Signs = ["<=", ">=", "!=", "=", "<", ">", "+", "-", "*", "/", "^", "(", ")", ",", "·", "×"];
    private int at;

    public Token Next()
    {
        while (at < text.Length && char.IsWhiteSpace(text[at]))
        {
            at++;
        }

        if (at == text.Length)
        {
            return new Token(TokenKind.End, "");
        }

        var first = text[at];
        return char.IsAsciiDigit(first) ? Number() : char.IsAsciiLetter(first) ? Name() : first == '\'' ? Quoted() : Sign();
    }

    private Token Number()
    {
        var start = at;
        SkipDigits();
        if (at + 1 < text.Length && text[at] is 'e' or 'E' && (char.IsAsciiDigit(text[at + 1]) || (text[at + 1] is '-' or '+' && at + 2 < text.Length && char.IsAsciiDigit(text[at + 2]))))
        {
            at += 2;
            SkipDigits();
        }

        var number = text[start..at];
        if (!double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var value))
        {
            throw new ExpressionError($"'{number}' is no number", "a number such as 12 or 0.5");
        }

        var unit = UnitBehind();
        return new Token(TokenKind.Number, text[start..at], unit.Of(value));
    }

    private void SkipDigits()
    {
        while (at < text.Length && (char.IsAsciiDigit(text[at]) || text[at] == '.'))
        {
            at++;
        }
    }

    // Nothing but a unit may follow a number directly, except for the words that join conditions.
    private Unit UnitBehind()
    {
        var start = at;
        while (start < text.Length && text[start] == ' ')
        {
            start++;
        }

        var end = start;
        while (end < text.Length && (char.IsLetter(text[end]) || text[end] == '%'))
        {
            end++;
        }

        if (end > start && end + 1 < text.Length && text[end..(end + 2)] == "/s" && (end + 2 == text.Length || !char.IsLetterOrDigit(text[end + 2])))
        {
            end += 2;
        }

        var name = text[start..end];
        if (name is "" or "and" or "or")
        {
            return Unit.None;
        }

        at = end;
        return Unit.TryFind(name, out var unit) ? unit : throw new ExpressionError($"'{name}' is no unit", "a unit such as s, ms, b, kB, MiB, Mb/s, %");
    }

    private Token Name()
    {
        var start = at;
        while (at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] == '-'))
        {
            at++;
        }

        return new Token(TokenKind.Name, text[start..at]);
    }

    private Token Quoted()
    {
        var end = text.IndexOf('\'', at + 1);
        if (end < 0)
        {
            throw new ExpressionError("a quote is open", "' behind the word");
        }

        var word = text[(at + 1)..end];
        at = end + 1;
        return new Token(TokenKind.Quoted, word);
    }

    private Token Sign()
    {
        foreach (var sign in Signs)
        {
            if (string.CompareOrdinal(text, at, sign, 0, sign.Length) == 0)
            {
                at += sign.Length;
                return new Token(TokenKind.Sign, sign is "·" or "×" ? "*" : sign);
            }
        }

        var what = char.IsSurrogate(text[at]) || char.IsControl(text[at]) ? "a character" : $"'{text[at]}'";
        throw new ExpressionError($"{what} stands in the expression", "numbers, names, + - * / ^ = < > and parentheses");
    }
}
