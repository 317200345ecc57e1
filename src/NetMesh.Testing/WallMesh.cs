using NetMesh.Clock;

namespace NetMesh.Testing;

/// <summary>A mesh on the wall clock: turns of many grains at once, time that moves by itself.</summary>
public sealed class WallMesh : EmbeddedMesh
{
    private readonly WallClock clock;

    private WallMesh(MeshOptions options, WallClock clock)
        : base(options, clock) => this.clock = clock;

    public static WallMesh Create(MeshOptions options) => new(options, new WallClock());

    /// <inheritdoc/>
    public override async ValueTask<bool> RunUntilAsync(Func<ValueTask<bool>> condition, TimeSpan within, TimeSpan askEvery)
    {
        var until = TimeProvider.System.GetUtcNow() + within;
        while (!await condition())
        {
            if (TimeProvider.System.GetUtcNow() >= until)
            {
                return false;
            }

            await Task.Delay(askEvery);
        }

        return true;
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        clock.Dispose();
    }

    private protected override ValueTask<T> Ended<T>(ValueTask<T> call) => call;

    private protected override ValueTask Ended(ValueTask call) => call;
}
