using System.Text;

namespace NetMesh.Labs.Expressions;

/// <summary>A scalar of a lab file with <c>${expressions}</c> in it.</summary>
internal static class Template
{
    public static bool IsOne(string text) => text.Contains("${", StringComparison.Ordinal);

    /// <summary>The text with every expression replaced by its value.</summary>
    /// <exception cref="ExpressionError">One of them cannot be read or evaluated.</exception>
    public static string Fill(string text, IScope scope) => Evaluate(text, scope).ToText();

    /// <summary>The value, where the text is one expression and nothing else; otherwise what the filled text reads as.</summary>
    /// <exception cref="ExpressionError">One of them cannot be read or evaluated.</exception>
    public static Value Evaluate(string text, IScope scope)
    {
        var filled = new StringBuilder();
        var at = 0;
        while (text.IndexOf("${", at, StringComparison.Ordinal) is var open and >= 0)
        {
            var close = text.IndexOf('}', open);
            if (close < 0)
            {
                throw new ExpressionError($"'{text}' opens ${{ and does not close it", "${expression}");
            }

            var value = ExpressionParser.Parse(text[(open + 2)..close]).Evaluate(scope);
            if (value is WordValue { Word: var word } && scope.Find(word) is null && text[(open + 2)..close].Trim() == word)
            {
                // A lone word that nothing is named after is a mistyped name.
                value = new NumberValue(new Name(word).Number(scope));
            }

            if (open == 0 && close == text.Length - 1)
            {
                return value;
            }

            filled.Append(text, at, open - at).Append(value.ToText());
            at = close + 1;
        }

        return Value.Read(filled.Append(text, at, text.Length - at).ToString());
    }
}
