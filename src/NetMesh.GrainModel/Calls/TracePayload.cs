namespace NetMesh.GrainModel.Calls;

/// <summary>Folds arguments into a number that is the same in every process and run. For generated code.</summary>
public static class TracePayload
{
    public static ulong Mix(ulong state, ulong value)
    {
        var z = (state ^ value) + 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>FNV-1a over UTF-16 units: string.GetHashCode differs between processes.</summary>
    public static ulong Of(string? text)
    {
        if (text is null)
        {
            return 0;
        }

        var hash = 14695981039346656037UL;
        foreach (var unit in text)
        {
            hash = (hash ^ unit) * 1099511628211UL;
        }

        return hash;
    }
}
