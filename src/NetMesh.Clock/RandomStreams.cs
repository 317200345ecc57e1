using System.Text;

namespace NetMesh.Clock;

/// <summary>
/// Hands out independent random streams by name, all derived from one seed: adding a consumer does not disturb the numbers the others draw.
/// Safe to call from any thread; a stream itself belongs to its caller.
/// </summary>
public sealed class RandomStreams(long seed)
{
    /// <summary>The seed that replays the whole run.</summary>
    public long Seed { get; } = seed;

    /// <summary>A new stream for this name; the same seed and name always begin the same sequence.</summary>
    public RandomStream Get(string name)
    {
        // FNV-1a, because string.GetHashCode is seeded per process and would make two runs differ.
        var hash = 14695981039346656037UL;
        Span<byte> utf8 = stackalloc byte[256];
        if (Encoding.UTF8.TryGetBytes(name, utf8, out var length) is false)
        {
            utf8 = Encoding.UTF8.GetBytes(name);
            length = utf8.Length;
        }

        foreach (var octet in utf8[..length])
        {
            hash = (hash ^ octet) * 1099511628211UL;
        }

        return new RandomStream(hash ^ (ulong)Seed);
    }
}
