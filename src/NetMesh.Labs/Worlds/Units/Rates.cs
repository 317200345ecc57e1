namespace NetMesh.Labs.Worlds.Units;

/// <summary>Rates of links, in bits per second as networks count them (decimal prefixes), or in bytes as downloads are shown.</summary>
internal static class Rates
{
    public static readonly Dictionary<string, double> Units = new()
    {
        ["b/s"] = 1,
        ["kb/s"] = 1e3,
        ["Mb/s"] = 1e6,
        ["Gb/s"] = 1e9,
        ["Tb/s"] = 1e12,
        ["B/s"] = 8,
        ["kB/s"] = 8e3,
        ["MB/s"] = 8e6,
        ["GB/s"] = 8e9,
        ["KiB/s"] = 8.0 * 1024,
        ["MiB/s"] = 8.0 * 1024 * 1024,
    };

    /// <summary>Bits per second; 0 for <c>unlimited</c>.</summary>
    public static readonly ValueForm<long> Form = new("a rate such as 10 Mb/s (b/s, kb/s, Mb/s, Gb/s, kB/s, MB/s) or unlimited", TryParse);

    public static bool TryParse(string text, out long bitsPerSecond)
    {
        bitsPerSecond = 0;
        if (text is "unlimited")
        {
            return true;
        }

        // A link that carries less than a bit a second carries nothing: that is a fault, not a rate.
        if (!Quantity.TryParse(text, Units, out var rate) || rate is < 1 or > 1e15)
        {
            return false;
        }

        bitsPerSecond = (long)Math.Round(rate);
        return true;
    }
}
