namespace NetMesh.Clock.Sleep;

/// <summary>Sleeps by the framework's means, which count whole milliseconds; the rest of a wait is spent yielding the processor.</summary>
internal sealed class PortableSleeper : ISleeper
{
    private const long NsPerMs = 1_000_000;

    private readonly AutoResetEvent woken = new(initialState: false);

    public void Sleep(long nanoseconds)
    {
        if (nanoseconds >= NsPerMs)
        {
            woken.WaitOne((int)Math.Min(nanoseconds / NsPerMs, int.MaxValue));
        }
        else
        {
            Thread.Yield();
        }
    }

    public void Wake()
    {
        try
        {
            woken.Set();
        }
        catch (ObjectDisposedException)
        {
            // The clock was stopped meanwhile.
        }
    }

    public void Dispose() => woken.Dispose();
}
