using System.Runtime.CompilerServices;

namespace NetMesh.Grains.Peers.Exchange;

/// <summary>
/// Payload per second over a sliding window of 20 s, the window of BEP 3's reference client: long enough to see past a burst, short enough for the next
/// choking round. Kept in buckets of 2.5 s. A mutable value, so that a connection holds its meters in itself.
/// </summary>
public struct RateMeter
{
    public static readonly TimeSpan Window = TimeSpan.FromSeconds(20);

    private const int BucketCount = 8;
    private static readonly long BucketTicks = Window.Ticks / BucketCount;

    // The rate of a meter that has just begun is not taken from a moment's burst.
    private static readonly long LeastTicks = TimeSpan.FromSeconds(5).Ticks;

    private Buckets buckets;
    private long sum;
    private long newest;
    private long began;

    /// <summary>All that was ever added.</summary>
    public long Total { get; private set; }

    public void Add(int bytes, TimeSpan now)
    {
        if (Total == 0)
        {
            began = now.Ticks;
        }

        Advance(now);
        buckets[(int)(newest % BucketCount)] += (uint)bytes;
        sum += bytes;
        Total += bytes;
    }

    /// <summary>Bytes per second over the window, or since the first byte if that is less long ago.</summary>
    public long BytesPerSecond(TimeSpan now)
    {
        Advance(now);
        return sum == 0 ? 0 : sum * TimeSpan.TicksPerSecond / Math.Clamp(now.Ticks - began, LeastTicks, Window.Ticks);
    }

    private void Advance(TimeSpan now)
    {
        var bucket = now.Ticks / BucketTicks;
        if (bucket - newest >= BucketCount)
        {
            buckets = default;
            sum = 0;
            newest = bucket;
        }

        while (newest < bucket)
        {
            newest++;
            ref var reused = ref buckets[(int)(newest % BucketCount)];
            sum -= reused;
            reused = 0;
        }
    }

    [InlineArray(BucketCount)]
    private struct Buckets
    {
        // A bucket overflows beyond 1.7 GB/s from one neighbour.
        private uint first;
    }
}
