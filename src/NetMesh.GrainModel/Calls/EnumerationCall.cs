using Orleans;

namespace NetMesh.GrainModel.Calls;

/// <summary>A call of a method that yields a sequence. Base of generated code; never pooled, because a sequence may be enumerated again.</summary>
public abstract class EnumerationCall<TItem>
{
    /// <summary>What is called.</summary>
    public abstract CallMethod Method { get; }

    /// <summary>The arguments folded to 64 bits, for the trace.</summary>
    public virtual ulong PayloadIdentity => 0;

    /// <summary>The token that was given as argument, if the method takes one.</summary>
    public virtual CancellationToken CallerToken => default;

    /// <summary>Calls the method on the grain.</summary>
    public abstract IAsyncEnumerable<TItem> Invoke(object target, CancellationToken token);

    /// <summary>The caller's side of the sequence. For generated code.</summary>
    public IAsyncEnumerable<TItem> Start(GrainReference reference) => reference.Port.Enumerate(reference, this);
}
