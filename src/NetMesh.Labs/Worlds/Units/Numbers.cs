using System.Globalization;

namespace NetMesh.Labs.Worlds.Units;

/// <summary>Plain numbers and shares.</summary>
internal static class Numbers
{
    private static readonly Dictionary<string, double> PercentUnit = new() { ["%"] = 0.01 };

    /// <summary>A share from 0 to 1, written in percent.</summary>
    public static readonly ValueForm<double> Share = new(
        "a percentage from 0 % to 100 %, such as 0.1 %", (text, out value) => Quantity.TryParse(text, PercentUnit, out value) && value <= 1);

    public static ValueForm<long> Whole(long least, long most) => new(
        string.Create(CultureInfo.InvariantCulture, $"a whole number from {least} to {most}"),
        (text, out value) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value) && value >= least && value <= most);

    public static ValueForm<double> Decimal(double least, double most) => new(
        string.Create(CultureInfo.InvariantCulture, $"a number from {least} to {most}"),
        (text, out value) => double.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value)
            && value >= least && value <= most);
}
