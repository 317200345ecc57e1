namespace NetMesh.Bench.Clusters;

/// <summary>One caller: the next call when the last one was answered.</summary>
internal static class CallLoop
{
    /// <summary>Calls this many times; returns how many calls were answered.</summary>
    /// <exception cref="InvalidDataException">A wrong answer.</exception>
    public static async Task<long> RunAsync(IBenchGrain grain, int calls)
    {
        for (var index = 0; index < calls; index++)
        {
            if (await grain.Ping(index) != index + 1)
            {
                throw new InvalidDataException("a ping was answered wrongly");
            }
        }

        return calls;
    }
}
