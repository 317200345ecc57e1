using System.Numerics;

namespace NetMesh.Clock;

/// <summary>
/// A seeded sequence of random numbers (xoshiro256**, Blackman and Vigna 2018, seeded through SplitMix64). It is a <see cref="Random"/>, so that
/// everything that takes one takes a stream, and its sequence is a promise of ours rather than of the runtime's version.
/// </summary>
public sealed class RandomStream : Random
{
    private ulong s0, s1, s2, s3;

    public RandomStream(ulong seed)
        : base(0)
    {
        s0 = SplitMix(ref seed);
        s1 = SplitMix(ref seed);
        s2 = SplitMix(ref seed);
        s3 = SplitMix(ref seed);
    }

    /// <summary>64 random bits.</summary>
    public ulong NextBits()
    {
        var result = BitOperations.RotateLeft(s1 * 5, 7) * 9;
        var t = s1 << 17;
        s2 ^= s0;
        s3 ^= s1;
        s1 ^= s2;
        s0 ^= s3;
        s2 ^= t;
        s3 = BitOperations.RotateLeft(s3, 45);
        return result;
    }

    public override double NextDouble() => (NextBits() >> 11) * (1.0 / (1UL << 53));

    public override float NextSingle() => (NextBits() >> 40) * (1.0f / (1U << 24));

    public override int Next() => (int)Bounded(int.MaxValue);

    public override int Next(int maxValue)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxValue);
        return (int)Bounded((ulong)maxValue);
    }

    public override int Next(int minValue, int maxValue)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minValue, maxValue);
        return (int)(minValue + (long)Bounded((ulong)((long)maxValue - minValue)));
    }

    public override long NextInt64() => (long)Bounded(long.MaxValue);

    public override long NextInt64(long maxValue)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxValue);
        return (long)Bounded((ulong)maxValue);
    }

    public override long NextInt64(long minValue, long maxValue)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minValue, maxValue);
        return minValue + (long)Bounded((ulong)maxValue - (ulong)minValue);
    }

    public override void NextBytes(byte[] buffer) => NextBytes(buffer.AsSpan());

    public override void NextBytes(Span<byte> buffer)
    {
        while (buffer.Length >= 8)
        {
            BitConverter.TryWriteBytes(buffer, NextBits());
            buffer = buffer[8..];
        }

        for (var bits = NextBits(); buffer.Length > 0; bits >>= 8)
        {
            buffer[0] = (byte)bits;
            buffer = buffer[1..];
        }
    }

    /// <summary>An exponentially distributed number with this mean: the gap between events of a Poisson process.</summary>
    public double NextExponential(double mean) => -mean * Math.Log(1 - NextDouble());

    /// <summary>A Weibull-distributed number, the law of peers' session lengths (Stutzbach and Rejaie 2006).</summary>
    public double NextWeibull(double shape, double scale) => scale * Math.Pow(-Math.Log(1 - NextDouble()), 1 / shape);

    protected override double Sample() => NextDouble();

    // Multiplication instead of a remainder (Lemire 2019); the bias of 2^-32 at most is below anything a lab can measure.
    private ulong Bounded(ulong exclusive) => Math.BigMul(NextBits(), exclusive, out _);

    private static ulong SplitMix(ref ulong state)
    {
        state += 0x9E3779B97F4A7C15;
        var z = state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
