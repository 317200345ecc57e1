namespace NetMesh.Labs.Expressions;

/// <summary>What an expression comes to: an amount, a word, or yes and no.</summary>
internal abstract record Value
{
    /// <summary>With its article, for messages.</summary>
    public abstract string Kind { get; }

    /// <summary>As it stands in a world file.</summary>
    public abstract string ToText();

    /// <summary>Reads what a parameter is set to: an amount where it is one, otherwise a word.</summary>
    public static Value Read(string text) => Amount.TryParse(text, out var amount) ? new NumberValue(amount, text) : new WordValue(text);
}

/// <param name="Amount">The number.</param>
/// <param name="Written">How it was written; null: it was computed.</param>
internal sealed record NumberValue(Amount Amount, string? Written = null) : Value
{
    public override string Kind => Amount.Dimension.Name;

    // Worlds know no bits; percentages are only known by the way they are written.
    public override string ToText() => Written is null || Amount.Dimension == Dimension.Data ? Amount.ToText() : Written;

    /// <summary>As the author of the lab writes it.</summary>
    public override string ToString() => Written ?? Amount.ToText();
}

internal sealed record WordValue(string Word) : Value
{
    public override string Kind => $"the word '{Word}'";

    public override string ToText() => Word;

    public override string ToString() => Word;
}

internal sealed record TruthValue(bool Holds) : Value
{
    public override string Kind => Holds ? "yes" : "no";

    public override string ToText() => Kind;

    public override string ToString() => Kind;
}
