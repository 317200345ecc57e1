namespace NetMesh.Labs.Oracles;

/// <summary>
/// What a cache that keeps an answer for its TTL saves, where questions come by chance (a Poisson process): after a miss everything within the TTL is a hit, and the next
/// question is the next miss (Jung, Berger and Balakrishnan 2003, "Modeling TTL-based Internet caches").
/// </summary>
public static class CacheTheory
{
    /// <summary>The share of the questions for one name that the cache answers: <c>λT/(1+λT)</c>.</summary>
    /// <param name="ttlSeconds">T.</param>
    /// <param name="everySeconds">1/λ, the mean time from one question to the next.</param>
    public static double HitRatio(double ttlSeconds, double everySeconds) => ttlSeconds / (ttlSeconds + everySeconds);

    /// <summary>
    /// The same of many names, of which the i-th is wanted with a chance <c>p_i</c> in proportion to <c>1/i^exponent</c> (Zipf), and asked for several times whenever it is:
    /// <c>1 − (1/r)·Σ p_i/(1+p_i·λT)</c>. The repetitions come so soon that none but the first can be a miss.
    /// </summary>
    /// <param name="ttlSeconds">T.</param>
    /// <param name="everySeconds">1/λ, the mean time until some name is wanted again, by anybody.</param>
    /// <param name="names">How many names there are.</param>
    /// <param name="exponent">Zipf's.</param>
    /// <param name="repeats">r.</param>
    public static double HitRatio(double ttlSeconds, double everySeconds, int names, double exponent, double repeats)
    {
        var weights = Enumerable.Range(1, names).Select(rank => Math.Pow(rank, -exponent)).ToList();
        var sum = weights.Sum();
        return 1 - (weights.Sum(weight => weight / sum / (1 + (weight / sum * ttlSeconds / everySeconds))) / repeats);
    }
}
