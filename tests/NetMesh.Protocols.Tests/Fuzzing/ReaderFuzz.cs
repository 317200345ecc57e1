namespace NetMesh.Protocols.Tests.Fuzzing;

/// <summary>A reader as the fuzz sees it. One that keeps state between messages gets a new one for every stream.</summary>
public delegate ReadResult<T> Read<T>(ReadOnlySpan<byte> input);

/// <summary>
/// Puts a reader through what a network does to its input: all at once, byte by byte, and damaged. Whatever comes, a reader throws nothing, consumes
/// nothing unless a message is complete, types its errors and ends.
/// </summary>
/// <typeparam name="T">What the reader makes.</typeparam>
/// <param name="open">Gives a new reader.</param>
/// <param name="describe">A message in words that are equal for equal messages.</param>
public sealed class ReaderFuzz<T>(Func<Read<T>> open, Func<T, string> describe)
{
    /// <summary>What a reader makes of a stream that is there as a whole: its messages, then how it ended.</summary>
    public IReadOnlyList<string> Whole(ReadOnlySpan<byte> stream)
    {
        var events = new List<string>();
        var at = 0;
        Drain(open(), stream, ref at, events);
        return events;
    }

    /// <summary>The same for a stream that arrives one byte at a time.</summary>
    public IReadOnlyList<string> ByteByByte(ReadOnlySpan<byte> stream)
    {
        var events = new List<string>();
        var read = open();
        var at = 0;
        Drain(read, [], ref at, events);
        for (var length = 1; length <= stream.Length && !HasFailed(events); length++)
        {
            events.RemoveAt(events.Count - 1);
            Drain(read, stream[..length], ref at, events);
        }

        return events;
    }

    /// <summary>Asserts that a stream means the same whole and byte by byte, and returns what it means.</summary>
    public IReadOnlyList<string> SameEitherWay(ReadOnlySpan<byte> stream)
    {
        var whole = Whole(stream);
        Assert.Equal(whole, ByteByByte(stream));
        return whole;
    }

    /// <summary>Asserts that no proper prefix of a file or body is complete, and that a prefix of a good one only needs more.</summary>
    public void PrefixesNeedMore(ReadOnlySpan<byte> file)
    {
        for (var length = 0; length < file.Length; length++)
        {
            Assert.Equal(ReadStatus.NeedMore, Check(open()(file[..length]), length).Status);
        }
    }

    /// <summary>Feeds damaged copies of good input. A stream is also fed byte by byte, and must mean the same.</summary>
    /// <param name="good">Where the damage starts from.</param>
    /// <param name="count">How many damaged copies.</param>
    /// <param name="seed">Makes the damage repeatable.</param>
    /// <param name="isStream">False for datagrams and files, which arrive whole.</param>
    public void Mutated(IReadOnlyList<byte[]> good, int count, int seed, bool isStream)
    {
        var mutator = new ByteMutator(seed);
        for (var i = 0; i < count; i++)
        {
            var damaged = mutator.Mutate(good[i % good.Count]);
            try
            {
                if (isStream && damaged.Length < 1024)
                {
                    SameEitherWay(damaged);
                }
                else
                {
                    Whole(damaged);
                }
            }
            catch (Exception failure)
            {
                throw new InvalidOperationException($"seed {seed}, mutation {i}: {Convert.ToHexString(damaged)}", failure);
            }
        }
    }

    private static bool HasFailed(List<string> events) => events[^1].StartsWith("invalid", StringComparison.Ordinal);

    private static ReadResult<T> Check(ReadResult<T> result, int available)
    {
        if (result.IsComplete)
        {
            Assert.NotNull(result.Value);
            Assert.InRange(result.Consumed, 1, available);
        }
        else
        {
            Assert.Equal(0, result.Consumed);
            Assert.Equal(result.Status == ReadStatus.Invalid, result.Error is not null);
        }

        if (result.Error is { } error)
        {
            Assert.NotEmpty(error.Protocol);
            Assert.NotEmpty(error.What);
            Assert.NotEmpty(error.Expected);
            Assert.InRange(error.Offset, 0, available);
        }

        return result;
    }

    // Every message takes at least a byte (Check), so this ends.
    private void Drain(Read<T> read, ReadOnlySpan<byte> stream, ref int at, List<string> events)
    {
        while (true)
        {
            var result = Check(read(stream[at..]), stream.Length - at);
            if (!result.IsComplete)
            {
                events.Add(result.Error is { } error ? $"invalid: {error}" : $"needs more than {stream.Length - at}");
                return;
            }

            events.Add(describe(result.Value));
            at += result.Consumed;
        }
    }
}
