using System.Runtime.CompilerServices;

namespace NetMesh.Interop.Tests;

/// <summary>Waits for what another process will have done soon: it can be asked, but does not tell.</summary>
internal static class Eventually
{
    /// <summary>How long to wait for what must come. Long: waiting ends when it comes, and how busy the machine is, nobody knows.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Asks again and again until the condition holds; fails when it does not within <see cref="Patience"/>, and says what did not.</summary>
    /// <param name="condition">What must come. It may be late itself: an answer that does not come is no more waited for than one that says no.</param>
    /// <param name="seen">What is to be seen instead, for whoever reads of the failure.</param>
    /// <param name="what">The condition's own text.</param>
    public static async Task HoldsAsync(
        Func<Task<bool>> condition, Func<ValueTask<string>>? seen = null, [CallerArgumentExpression(nameof(condition))] string what = "")
    {
        using var late = new CancellationTokenSource(Patience);
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        try
        {
            while (!await condition().WaitAsync(late.Token))
            {
                await pace.WaitForNextTickAsync(late.Token);
            }
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"did not come within {Patience}: {what}\n{(seen is null ? "" : await seen())}");
        }
    }
}
