using System.Buffers.Binary;

namespace NetMesh.Embedded.Traces;

/// <summary>
/// Finds the first call in which two runs differ: by the checkpoints of both it finds the stretch in which their hashes part, and the second
/// recording of each, of that stretch alone, shows the call.
/// </summary>
public static class TraceComparison
{
    /// <summary>Runs two programs twice, the second time for the calls around the first difference.</summary>
    /// <param name="first">Makes a run with the given trace options, in this process or in another one, and returns when its files are closed.</param>
    /// <param name="second">Makes the other run.</param>
    /// <param name="directory">For the traces' files.</param>
    /// <returns>The first difference, or null when both runs made the same calls.</returns>
    public static TraceDifference? FirstDifference(Action<TraceOptions> first, Action<TraceOptions> second, string directory, long every = 1024)
    {
        Action<TraceOptions>[] runs = [first, second];
        for (var index = 0; index < 2; index++)
        {
            runs[index](new TraceOptions { CheckpointFile = Path.Combine(directory, $"checkpoints-{index}"), CheckpointEvery = every });
        }

        if (FirstDifferentStretch(Path.Combine(directory, "checkpoints-0"), Path.Combine(directory, "checkpoints-1")) is not var (from, to))
        {
            return null;
        }

        for (var index = 0; index < 2; index++)
        {
            runs[index](new TraceOptions { EntryFile = Path.Combine(directory, $"entries-{index}"), EntriesFrom = from, EntriesTo = to });
        }

        return FirstDifferentEntry(Path.Combine(directory, "entries-0"), Path.Combine(directory, "entries-1"));
    }

    /// <summary>The stretch of calls, from and to, in which the hashes of two checkpoint files part; null when they do not.</summary>
    /// <exception cref="InvalidDataException">The files have different intervals, or are no checkpoint files.</exception>
    public static (long From, long To)? FirstDifferentStretch(string firstFile, string secondFile)
    {
        var (first, every) = Checkpoints(firstFile);
        var (second, otherEvery) = Checkpoints(secondFile);
        if (every != otherEvery)
        {
            throw new InvalidDataException($"{firstFile} has a checkpoint every {every} calls, {secondFile} every {otherEvery}");
        }

        // The hash runs on, so once different it stays different: bisect.
        var (same, different) = (-1, Math.Max(first.Length, second.Length));
        while (different - same > 1)
        {
            var middle = same + ((different - same) / 2);
            if (middle < first.Length && middle < second.Length && first[middle] == second[middle])
            {
                same = middle;
            }
            else
            {
                different = middle;
            }
        }

        return different >= first.Length && different >= second.Length ? null : (different * every, (different + 1) * every);
    }

    /// <summary>The first line in which two files of entries differ; null when none does.</summary>
    public static TraceDifference? FirstDifferentEntry(string firstFile, string secondFile)
    {
        using var first = File.OpenText(firstFile);
        using var second = File.OpenText(secondFile);
        while (true)
        {
            var (one, other) = (first.ReadLine(), second.ReadLine());
            if (one != other)
            {
                return new TraceDifference(one, other);
            }

            if (one is null)
            {
                return null;
            }
        }
    }

    private static (ulong[] Hashes, long Every) Checkpoints(string file)
    {
        var bytes = File.ReadAllBytes(file);
        if (bytes.Length < 8 || bytes.Length % 8 != 0)
        {
            throw new InvalidDataException($"{file} is no file of checkpoints");
        }

        var hashes = new ulong[(bytes.Length / 8) - 1];
        for (var index = 0; index < hashes.Length; index++)
        {
            hashes[index] = BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan((index + 1) * 8));
        }

        return (hashes, BinaryPrimitives.ReadInt64LittleEndian(bytes));
    }
}

/// <summary>The first call in which two runs differ, as each made it; null where a run had ended.</summary>
public sealed record TraceDifference(string? First, string? Second)
{
    public override string ToString() => $"first run:  {First ?? "ended"}\nsecond run: {Second ?? "ended"}";
}
