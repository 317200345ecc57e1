namespace NetMesh.Labs.Worlds.Yaml;

/// <summary>Guesses what a mistyped name was meant to be.</summary>
internal static class NearestName
{
    /// <summary>The known name with the fewest letters changed, or null when none is near.</summary>
    public static string? To(string name, IEnumerable<string> known)
    {
        var (best, distance) = (default(string), int.MaxValue);
        foreach (var candidate in known)
        {
            var d = Distance(name.ToLowerInvariant(), candidate.ToLowerInvariant());
            if (d < distance)
            {
                (best, distance) = (candidate, d);
            }
        }

        return best is not null && distance <= Math.Max(1, Math.Max(name.Length, best.Length) / 3) ? best : null;
    }

    /// <summary>What to say was expected: the guess, or the whole list.</summary>
    public static string Suggest(string name, IReadOnlyCollection<string> known) =>
        To(name, known) is { } guess ? $"'{guess}', perhaps" : known.Count == 0 ? "nothing here" : OneOf(known);

    public static string OneOf(IEnumerable<string> known) => "one of " + string.Join(", ", known.Take(30));

    // Optimal string alignment: Levenshtein's distance, where two letters that changed places count as one slip.
    private static int Distance(string a, string b)
    {
        if (a.Length > 64 || b.Length > 64)
        {
            return int.MaxValue;
        }

        var d = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                d[i, j] = i == 0 || j == 0
                    ? i + j
                    : Math.Min(Math.Min(d[i - 1, j], d[i, j - 1]) + 1, d[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
                }
            }
        }

        return d[a.Length, b.Length];
    }
}
