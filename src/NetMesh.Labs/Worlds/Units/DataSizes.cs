namespace NetMesh.Labs.Worlds.Units;

/// <summary>Amounts of data, in bytes: decimal (kB, MB, GB) and binary (KiB, MiB, GiB) prefixes.</summary>
internal static class DataSizes
{
    public static readonly Dictionary<string, double> Units = new()
    {
        ["B"] = 1,
        ["kB"] = 1e3,
        ["MB"] = 1e6,
        ["GB"] = 1e9,
        ["KiB"] = 1024,
        ["MiB"] = 1024 * 1024,
        ["GiB"] = 1024 * 1024 * 1024,
    };

    /// <summary>Whole bytes within bounds.</summary>
    public static ValueForm<long> Form(long least, long most, string expected) => new(expected, (text, out bytes) =>
    {
        bytes = 0;
        if (!Quantity.TryParse(text, Units, out var size) || size < least || size > most)
        {
            return false;
        }

        bytes = (long)Math.Round(size);
        return true;
    });
}
