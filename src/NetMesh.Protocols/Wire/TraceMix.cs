namespace NetMesh.Protocols.Wire;

/// <summary>Folds numbers into a 64-bit identity that is the same in every process and run (unlike <see cref="HashCode"/>).</summary>
public static class TraceMix
{
    public static ulong Mix(ulong state, ulong value)
    {
        // The finaliser of MurmurHash3 over a combined word: cheap, and every input bit reaches every output bit.
        var z = (state ^ value) + 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    public static ulong Mix(ulong state, ulong a, ulong b) => Mix(Mix(state, a), b);

    public static ulong Mix(ulong state, ReadOnlySpan<byte> bytes)
    {
        foreach (var octet in bytes)
        {
            state = (state ^ octet) * 1099511628211UL;
        }

        return Mix(state, (ulong)bytes.Length);
    }
}
