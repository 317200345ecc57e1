namespace NetMesh.Labs.Expressions;

/// <summary>What a number measures, as powers of bits and seconds: a rate is bits¹ seconds⁻¹. Keeps a formula from adding a rate to a duration.</summary>
internal readonly record struct Dimension(int Bits, int Seconds)
{
    public static readonly Dimension None;
    public static readonly Dimension Data = new(1, 0);
    public static readonly Dimension Time = new(0, 1);
    public static readonly Dimension Rate = new(1, -1);

    /// <summary>With its article, for messages.</summary>
    public string Name => (Bits, Seconds) switch
    {
        (0, 0) => "a plain number",
        (1, 0) => "an amount of data",
        (0, 1) => "a duration",
        (1, -1) => "a rate",
        (0, -1) => "a number per second",
        _ => $"bits^{Bits} seconds^{Seconds}",
    };

    public static Dimension operator *(Dimension a, Dimension b) => new(a.Bits + b.Bits, a.Seconds + b.Seconds);

    public static Dimension operator /(Dimension a, Dimension b) => new(a.Bits - b.Bits, a.Seconds - b.Seconds);

    public Dimension Power(int exponent) => new(Bits * exponent, Seconds * exponent);
}
