namespace NetMesh.GrainModel.Calls;

/// <summary>Something that waits to run in a grain's turn. Its link makes queues of it that allocate nothing.</summary>
public abstract class WorkItem
{
    internal WorkItem? Next;

    /// <summary>Does the work, in the runner's turn.</summary>
    internal abstract void RunIn(ICallRunner runner);
}

/// <summary>Whoever runs calls: tells the call whether this thread is in its turn, and is told when an asynchronous call has ended.</summary>
internal interface ICallRunner
{
    /// <summary>The grain's method has ended; <paramref name="call"/> holds the outcome. Comes on any thread.</summary>
    void Ended(GrainCall call);

    /// <summary>The call's turn has come: to begin, or, once begun, to be finished.</summary>
    void Arrived(GrainCall call);
}
