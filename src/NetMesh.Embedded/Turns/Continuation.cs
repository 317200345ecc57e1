using NetMesh.GrainModel.Calls;

namespace NetMesh.Embedded.Turns;

/// <summary>The rest of a method after an await, or any other callback posted to a grain.</summary>
internal sealed class Continuation : WorkItem
{
    private const int PoolLimit = 256;

    [ThreadStatic]
    private static Continuation? pool;

    [ThreadStatic]
    private static int pooled;

    private SendOrPostCallback? callback;
    private object? state;

    public static Continuation Take(SendOrPostCallback callback, object? state)
    {
        var item = pool;
        if (item is null)
        {
            item = new Continuation();
        }
        else
        {
            pool = (Continuation?)item.Next;
            pooled--;
        }

        item.callback = callback;
        item.state = state;
        return item;
    }

    internal override void RunIn(ICallRunner runner)
    {
        var (work, argument) = (callback!, state);
        callback = null;
        state = null;
        if (pooled < PoolLimit)
        {
            Next = pool;
            pool = this;
            pooled++;
        }

        ((Mailbox)runner).RunCallback(work, argument);
    }
}
