using NetMesh.Labs.Worlds.Yaml;

namespace NetMesh.Labs.Expressions;

/// <summary>What can be called in an expression: arithmetic here, the formulas of theory in <see cref="Formulas"/>.</summary>
internal static class Functions
{
    private static readonly string[] Special = ["if", "at"];

    /// <summary>Every function, by name.</summary>
    public static SortedDictionary<string, Function> All { get; } = List();

    /// <exception cref="ExpressionError">There is no such function, or it takes another number of arguments.</exception>
    public static Expression Call(string name, Expression[] arguments)
    {
        switch (name, arguments)
        {
            case ("if", [var condition, var then, var otherwise]):
                return new Choice(condition, then, otherwise);
            case ("at", [Name measure, Name parameter, var value]):
                return new Elsewhere(measure.Text, parameter.Text, value);
            case ("if", _):
                throw new ExpressionError($"if has {arguments.Length} arguments", "if(condition, then, otherwise)");
            case ("at", _):
                throw new ExpressionError($"at has {arguments.Length} arguments", "at(measure, parameter, value)");
        }

        if (!All.TryGetValue(name, out var function))
        {
            throw new ExpressionError($"there is no function '{name}'", NearestName.Suggest(name, [.. All.Keys, .. Special]));
        }

        return arguments.Length == function.Parameters.Length || (function.IsVariadic && arguments.Length > 0)
            ? new Application(function, arguments)
            : throw new ExpressionError($"{name} has {arguments.Length} arguments", function.Signature);
    }

    private static SortedDictionary<string, Function> List()
    {
        var all = new SortedDictionary<string, Function>(StringComparer.Ordinal);
        foreach (var function in (IEnumerable<Function>)
        [
            new("min", ["…"], all => Extreme(all, Math.Min)) { IsVariadic = true },
            new("max", ["…"], all => Extreme(all, Math.Max)) { IsVariadic = true },
            new("abs", ["x"], x => x[0] with { Value = Math.Abs(x[0].Value) }),
            new("ceil", ["x"], x => Amount.Plain(Math.Ceiling(x.Plain(0)))),
            new("floor", ["x"], x => Amount.Plain(Math.Floor(x.Plain(0)))),
            new("round", ["x"], x => Amount.Plain(Math.Round(x.Plain(0)))),
            new("ln", ["x"], x => Amount.Plain(Math.Log(x.Plain(0)))),
            new("log2", ["x"], x => Amount.Plain(Math.Log2(x.Plain(0)))),
            new("exp", ["x"], x => Amount.Plain(Math.Exp(x.Plain(0)))),
            new("sqrt", ["x"], x => Root(x[0])),
            .. Formulas.All,
        ])
        {
            all.Add(function.Name, function);
        }

        return all;
    }

    private static Amount Extreme(Arguments all, Func<double, double, double> better)
    {
        var best = all[0];
        for (var i = 1; i < all.Count; i++)
        {
            best = all[i].Dimension == best.Dimension
                ? best with { Value = better(best.Value, all[i].Value) }
                : throw new ExpressionError($"{best.Dimension.Name} and {all[i].Dimension.Name} cannot be compared", "amounts of one kind");
        }

        return best;
    }

    private static Amount Root(Amount x) => x.Dimension is { Bits: var bits, Seconds: var seconds } && bits % 2 == 0 && seconds % 2 == 0
        ? new Amount(Math.Sqrt(x.Value), new Dimension(bits / 2, seconds / 2))
        : throw new ExpressionError($"{x.Dimension.Name} has no square root", "a plain number, or a square");

    private sealed record Application(Function Function, Expression[] Of) : Expression
    {
        public override Value Evaluate(IScope scope) =>
            new NumberValue(Function.Apply(new Arguments(Function, [.. Of.Select(argument => argument.Number(scope))])));
    }

    private sealed record Choice(Expression If, Expression Then, Expression Otherwise) : Expression
    {
        public override Value Evaluate(IScope scope) => If.Condition(scope) ? Then.Evaluate(scope) : Otherwise.Evaluate(scope);
    }

    /// <summary><c>at(last, picking, rarest-first)</c>: a measure in the case next door.</summary>
    private sealed record Elsewhere(string Measure, string Parameter, Expression Is) : Expression
    {
        public override Value Evaluate(IScope scope)
        {
            foreach (var name in (ReadOnlySpan<string>)[Measure, Parameter])
            {
                if (scope.Find(name) is null)
                {
                    throw NoSuch(name, scope);
                }
            }

            (Is as Name)?.CheckAgainst(new Name(Parameter), scope);
            return scope.FindElsewhere(Measure, Parameter, Is.Evaluate(scope)) ?? new NumberValue(Amount.Plain(double.NaN));
        }
    }
}
