namespace NetMesh.Labs.Worlds.Units;

/// <summary>Durations: <c>250 us</c>, <c>20 ms</c>, <c>1.5 s</c>, <c>42.4 min</c>, <c>2 h</c>, <c>1 d</c>.</summary>
internal static class Durations
{
    public static readonly Dictionary<string, double> Units = new()
    {
        ["us"] = 1e-6,
        ["µs"] = 1e-6,
        ["ms"] = 1e-3,
        ["s"] = 1,
        ["min"] = 60,
        ["h"] = 3600,
        ["d"] = 86400,
    };

    /// <summary>One-way latencies and jitter: nothing on a planet takes longer than a minute.</summary>
    public static readonly ValueForm<TimeSpan> Latency = new(
        "a duration up to 60 s such as 20 ms (us, ms, s)", (text, out value) => TryParse(text, out value) && value <= TimeSpan.FromMinutes(1));

    /// <summary>Any duration.</summary>
    public static readonly ValueForm<TimeSpan> Any = new("a duration such as 5 s (us, ms, s, min, h, d)", TryParse);

    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = default;
        if (!Quantity.TryParse(text, Units, out var seconds) || seconds > 1000 * 86400.0)
        {
            return false;
        }

        duration = TimeSpan.FromTicks((long)Math.Round(seconds * TimeSpan.TicksPerSecond));
        return true;
    }
}
