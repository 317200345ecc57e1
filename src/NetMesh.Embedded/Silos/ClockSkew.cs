namespace NetMesh.Embedded.Silos;

/// <summary>How far a silo's clocks are from those of the host, as the clocks of machines differ from one another.</summary>
/// <param name="Uptime">Added to what counts from some moment in the past, timestamps and the event clock: every machine started at another time. Not negative.</param>
/// <param name="Offset">Added to the calendar's time when the silo starts.</param>
/// <param name="DriftPartsPerMillion">How much faster than it should the calendar goes from then on; slower when negative.</param>
public sealed record ClockSkew(TimeSpan Uptime, TimeSpan Offset, double DriftPartsPerMillion = 0)
{
    /// <summary>All clocks agree.</summary>
    public static readonly ClockSkew None = new(TimeSpan.Zero, TimeSpan.Zero);

    /// <summary>What the calendar is wrong by.</summary>
    /// <param name="elapsed">Since the silo's start.</param>
    internal TimeSpan CalendarError(TimeSpan elapsed) => Offset + (elapsed * (DriftPartsPerMillion / 1e6));

    /// <exception cref="ArgumentException">The uptime is negative.</exception>
    internal ClockSkew Checked() => Uptime >= TimeSpan.Zero
        ? this
        : throw new ArgumentException($"a machine cannot have been up for {Uptime}");
}
