namespace NetMesh.Labs.Expressions;

/// <summary>A function of amounts.</summary>
/// <param name="Name">As it is called.</param>
/// <param name="Parameters">Names of what it takes, for messages.</param>
/// <param name="Apply">Its value; arguments that do not fit are refused with an <see cref="ExpressionError"/>.</param>
internal sealed record Function(string Name, string[] Parameters, Func<Arguments, Amount> Apply)
{
    /// <summary>Takes any number of arguments, at least one.</summary>
    public bool IsVariadic { get; init; }

    /// <summary>What it comes to, for reports; empty: everybody knows.</summary>
    public string About { get; init; } = "";

    public string Signature => $"{Name}({string.Join(", ", Parameters)})";
}

/// <summary>What a function was called with, each read as what it must be.</summary>
internal sealed class Arguments(Function function, Amount[] amounts)
{
    public int Count => amounts.Length;

    public Amount this[int index] => amounts[index];

    public double Plain(int index) => As(index, Dimension.None);

    public double Seconds(int index) => As(index, Dimension.Time);

    public double Bits(int index) => As(index, Dimension.Data);

    /// <summary>Bits per second; infinite for an unlimited link.</summary>
    public double Rate(int index) => As(index, Dimension.Rate);

    /// <summary>As an amount of any dimension.</summary>
    public double As(int index, Dimension dimension) => amounts[index].Dimension == dimension
        ? amounts[index].Value
        : throw new ExpressionError(
            $"{(function.IsVariadic ? "an argument" : $"'{function.Parameters[index]}'")} of {function.Name} is {amounts[index].Dimension.Name}", dimension.Name);
}
