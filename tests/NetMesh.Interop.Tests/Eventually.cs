namespace NetMesh.Interop.Tests;

/// <summary>Waits for what another process will have done soon: it can be asked, but does not tell.</summary>
internal static class Eventually
{
    /// <summary>How long to wait for what must come. Long: waiting ends when it comes, and how busy the machine is, nobody knows.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Asks again and again until the condition holds; fails when it does not within <see cref="Patience"/>.</summary>
    public static async Task HoldsAsync(Func<Task<bool>> condition)
    {
        using var late = new CancellationTokenSource(Patience);
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!await condition())
        {
            await pace.WaitForNextTickAsync(late.Token);
        }
    }
}
