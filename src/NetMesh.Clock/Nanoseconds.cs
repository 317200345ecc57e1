namespace NetMesh.Clock;

/// <summary>Between the framework's durations (100 ns ticks) and the clock's nanoseconds.</summary>
public static class Nanoseconds
{
    public const long PerSecond = 1_000_000_000;

    /// <summary>The duration in nanoseconds; one beyond 292 years is cut to the longest there is.</summary>
    public static long ToNanoseconds(this TimeSpan duration) =>
        duration.Ticks > long.MaxValue / 100 ? long.MaxValue : Math.Max(duration.Ticks, long.MinValue / 100) * 100;

    /// <summary>The duration, rounded up to the next tick so that a wait of that long is never too short.</summary>
    public static TimeSpan ToTimeSpan(long nanoseconds) => TimeSpan.FromTicks((nanoseconds / 100) + (nanoseconds % 100 > 0 ? 1 : 0));
}
