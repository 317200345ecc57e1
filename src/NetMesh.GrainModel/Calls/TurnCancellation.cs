namespace NetMesh.GrainModel.Calls;

/// <summary>Carries a caller's cancellation into the receiver's turn: a token of the receiver's own, cancelled by work posted to it.</summary>
internal sealed class TurnCancellation : IDisposable
{
    private readonly SynchronizationContext turn;
    private readonly CancellationTokenSource source = new();
    private readonly CancellationTokenRegistration registration;

    public TurnCancellation(SynchronizationContext turn, CancellationToken caller)
    {
        this.turn = turn;
        if (caller.IsCancellationRequested)
        {
            source.Cancel();
        }
        else
        {
            registration = caller.UnsafeRegister(static state => ((TurnCancellation)state!).Forward(), this);
        }
    }

    public CancellationToken Token => source.Token;

    // The source is left to the garbage collector: it holds no timer, and a callback posted before may still reach it.
    public void Dispose() => registration.Unregister();

    private void Forward() => turn.Post(static state => ((TurnCancellation)state!).source.Cancel(), this);
}
