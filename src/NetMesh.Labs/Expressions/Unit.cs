using NetMesh.Labs.Worlds.Units;

namespace NetMesh.Labs.Expressions;

/// <summary>A unit in which amounts are written and shown: those of world files, and bits.</summary>
/// <param name="Name">Case matters: Mb is not MB.</param>
/// <param name="Factor">How much one of it is, in bits, seconds, bits per second.</param>
internal sealed record Unit(string Name, double Factor, Dimension Dimension)
{
    private static readonly Dictionary<string, Unit> ByName = All();

    public static Unit None { get; } = new("", 1, Dimension.None);

    public static bool TryFind(string name, out Unit unit) => ByName.TryGetValue(name, out unit!);

    /// <summary>This many of it.</summary>
    public Amount Of(double count) => new(count * Factor, Dimension);

    /// <summary>How many of it an amount is.</summary>
    public double Count(Amount amount) => amount.Value / Factor;

    private static Dictionary<string, Unit> All()
    {
        var units = new Dictionary<string, Unit> { ["%"] = new("%", 0.01, Dimension.None) };
        foreach (var (name, bits) in (ReadOnlySpan<(string, double)>)[("b", 1), ("kb", 1e3), ("Mb", 1e6), ("Gb", 1e9), ("Tb", 1e12)])
        {
            units[name] = new(name, bits, Dimension.Data);
        }

        foreach (var (name, bytes) in DataSizes.Units)
        {
            units[name] = new(name, bytes * 8, Dimension.Data);
        }

        foreach (var (name, seconds) in Durations.Units)
        {
            units[name] = new(name, seconds, Dimension.Time);
        }

        foreach (var (name, rate) in Rates.Units)
        {
            units[name] = new(name, rate, Dimension.Rate);
        }

        return units;
    }
}
