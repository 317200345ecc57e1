using NetMesh.Labs.Worlds.Yaml;

namespace NetMesh.Labs.Expressions;

/// <summary>A formula of a lab: numbers with units, names, <c>+ - * / ^</c>, comparisons, <c>and or not</c>, functions.</summary>
internal abstract record Expression
{
    /// <exception cref="ExpressionError">A name means nothing here, or does not fit where it stands.</exception>
    public abstract Value Evaluate(IScope scope);

    /// <summary>As a number.</summary>
    /// <exception cref="ExpressionError">It is none.</exception>
    public Amount Number(IScope scope) => Evaluate(scope) switch
    {
        NumberValue number => number.Amount,
        WordValue word when this is Name name && !name.IsKnown(scope) => throw NoSuch(word.Word, scope),
        var other => throw new ExpressionError($"{other.Kind} stands where a number should", "a number, a duration, a rate or an amount of data"),
    };

    /// <summary>As a condition.</summary>
    /// <exception cref="ExpressionError">It is none.</exception>
    public bool Condition(IScope scope) => Evaluate(scope) switch
    {
        TruthValue truth => truth.Holds,
        WordValue { Word: "yes" } => true,
        WordValue { Word: "no" } => false,
        var other => throw new ExpressionError($"{other.Kind} stands where a condition should", "a condition such as peers > 10"),
    };

    protected static ExpressionError NoSuch(string name, IScope scope)
    {
        var minus = name.Contains('-', StringComparison.Ordinal) && scope.Names.Contains(name[..name.IndexOf('-', StringComparison.Ordinal)]);
        return new ExpressionError($"there is no '{name}'", minus ? "spaces around a minus sign" : NearestName.Suggest(name, scope.Names));
    }
}

internal sealed record Constant(Value Value) : Expression
{
    public override Value Evaluate(IScope scope) => Value;
}

/// <summary>A parameter or measure; a name that means nothing is a word, for comparisons with one.</summary>
internal sealed record Name(string Text) : Expression
{
    public override Value Evaluate(IScope scope) => scope.Find(Text) ?? new WordValue(Text);

    public bool IsKnown(IScope scope) => scope.Find(Text) is not null;

    /// <summary>Refuses a name that means nothing, or a word that the parameter it is compared with is never set to.</summary>
    public void CheckAgainst(Expression other, IScope scope)
    {
        if (IsKnown(scope))
        {
            return;
        }

        if (other is not Name name || !name.IsKnown(scope))
        {
            throw NoSuch(Text, scope);
        }

        var words = scope.WordsOf(name.Text);
        if (words.Count > 0 && !words.Contains(Text))
        {
            throw new ExpressionError($"'{name.Text}' is never '{Text}'", NearestName.Suggest(Text, words));
        }
    }
}

internal sealed record Minus(Expression Of) : Expression
{
    public override Value Evaluate(IScope scope)
    {
        var amount = Of.Number(scope);
        return new NumberValue(amount with { Value = -amount.Value });
    }
}

internal sealed record Arithmetic(string Sign, Expression Left, Expression Right) : Expression
{
    public override Value Evaluate(IScope scope)
    {
        var (a, b) = (Left.Number(scope), Right.Number(scope));
        return new NumberValue(Sign switch
        {
            "+" => new Amount(a.Value + b.Value, Same(a, b, "add")),
            "-" => new Amount(a.Value - b.Value, Same(a, b, "subtract")),
            "*" => new Amount(a.Value * b.Value, a.Dimension * b.Dimension),
            "/" => new Amount(a.Value / b.Value, a.Dimension / b.Dimension),
            _ => Power(a, b),
        });
    }

    private static Dimension Same(Amount a, Amount b, string what) => a.Dimension == b.Dimension
        ? a.Dimension
        : throw new ExpressionError($"{a.Dimension.Name} and {b.Dimension.Name} do not {what}", "two amounts of one kind");

    private static Amount Power(Amount a, Amount b)
    {
        if (b.Dimension != Dimension.None || (a.Dimension != Dimension.None && (b.Value != Math.Round(b.Value) || Math.Abs(b.Value) > 9)))
        {
            throw new ExpressionError($"{a.Dimension.Name} has no power of {b.Dimension.Name}", "a plain number, whole where the base has a unit");
        }

        return new Amount(Math.Pow(a.Value, b.Value), a.Dimension == Dimension.None ? Dimension.None : a.Dimension.Power((int)b.Value));
    }
}

internal sealed record Comparison(string Sign, Expression Left, Expression Right) : Expression
{
    // Far below any tolerance, far above what rounding adds to 0.1 + 0.2.
    private const double Near = 1e-9;

    public override Value Evaluate(IScope scope)
    {
        (Left as Name)?.CheckAgainst(Right, scope);
        (Right as Name)?.CheckAgainst(Left, scope);
        var (left, right) = (Left.Evaluate(scope), Right.Evaluate(scope));
        if (left is NumberValue { Amount: var a } && right is NumberValue { Amount: var b })
        {
            return new TruthValue(Compare(a, b));
        }

        if (Sign is not ("=" or "!="))
        {
            throw new ExpressionError($"{left.Kind} and {right.Kind} have no order", "two amounts of one kind around " + Sign);
        }

        return new TruthValue((left.ToText() == right.ToText()) == (Sign == "="));
    }

    private bool Compare(Amount a, Amount b)
    {
        if (a.Dimension != b.Dimension)
        {
            throw new ExpressionError($"{a.Dimension.Name} and {b.Dimension.Name} cannot be compared", "two amounts of one kind");
        }

        var same = a.Value.Equals(b.Value) || Math.Abs(a.Value - b.Value) <= Near * Math.Max(Math.Abs(a.Value), Math.Abs(b.Value));
        return Sign switch
        {
            "=" => same,
            "!=" => !same,
            "<" => a.Value < b.Value && !same,
            ">" => a.Value > b.Value && !same,
            "<=" => a.Value < b.Value || same,
            _ => a.Value > b.Value || same,
        };
    }
}

internal sealed record Junction(Expression Left, Expression Right, bool IsAnd) : Expression
{
    // Both sides are looked at in any case, so that a mistake in the second one is found at once.
    public override Value Evaluate(IScope scope)
    {
        var (left, right) = (Left.Condition(scope), Right.Condition(scope));
        return new TruthValue(IsAnd ? left && right : left || right);
    }
}

internal sealed record Negation(Expression Of) : Expression
{
    public override Value Evaluate(IScope scope) => new TruthValue(!Of.Condition(scope));
}
