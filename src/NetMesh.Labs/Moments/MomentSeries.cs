namespace NetMesh.Labs.Moments;

/// <summary>Makes moments of what has been counted: keeps the count before, and takes differences.</summary>
/// <param name="first">What had been counted when the series began.</param>
/// <param name="began">When that was.</param>
internal sealed class MomentSeries(SwarmCount first, TimeSpan began)
{
    private SwarmCount before = first;
    private TimeSpan last = began;

    /// <summary>The moment now. One that comes no later than the one before shows no rates.</summary>
    public SwarmMoment Take(SwarmCount now, TimeSpan at)
    {
        var seconds = (at - last).TotalSeconds;
        var moment = new SwarmMoment(
            Math.Round(at.TotalSeconds, 3), now.Copies, now.Spread.Least, Math.Round(now.Spread.Mean, 3), now.Spread.Most, now.Spread.Rarest,
            now.Entropy is { } entropy ? Math.Round(entropy, 4) : null, now.Seeding, now.Leeching,
            now.Joined - before.Joined, now.Left - before.Left, now.Finished - before.Finished, [.. now.Received.Select(it => RatesOf(it, seconds))],
            now.Regular - before.Regular, now.Optimistic - before.Optimistic);
        (before, last) = (now, at);
        return moment;
    }

    private RegionRates RatesOf(RegionBytes now, double seconds)
    {
        var then = before.Received.FirstOrDefault(it => it.Region == now.Region);
        return new RegionRates(now.Region, PerSecond(now.Own - then.Own, seconds), PerSecond(now.Others - then.Others, seconds));
    }

    /// <summary>A whole number: nobody looks for tenths of a byte.</summary>
    internal static long PerSecond(long count, double seconds) => seconds > 0 ? (long)Math.Round(count / seconds) : 0;
}
