namespace NetMesh.Interop.Tests;

/// <summary>Waits for what another process will have done soon: it can be asked, but does not tell.</summary>
internal static class Eventually
{
    /// <summary>Asks again and again until the condition holds; fails after <paramref name="within"/>.</summary>
    public static async Task HoldsAsync(Func<Task<bool>> condition, TimeSpan? within = null)
    {
        using var late = new CancellationTokenSource(within ?? TimeSpan.FromSeconds(30));
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!await condition())
        {
            await pace.WaitForNextTickAsync(late.Token);
        }
    }
}
