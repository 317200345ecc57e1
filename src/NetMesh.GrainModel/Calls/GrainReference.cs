using Orleans;
using Orleans.Runtime;

namespace NetMesh.GrainModel.Calls;

/// <summary>Base of the generated proxies. References to one grain are equal.</summary>
public abstract class GrainReference(GrainPort port, GrainId grainId) : IAddressable, IEquatable<GrainReference>
{
    /// <summary>Where the grain was found last; the host checks it before use.</summary>
    internal object? Cached;

    public GrainId GrainId { get; } = grainId;

    internal GrainPort Port { get; } = port;

    public bool Equals(GrainReference? other) => other is not null && GrainId == other.GrainId;

    public override bool Equals(object? obj) => Equals(obj as GrainReference);

    public override int GetHashCode() => GrainId.GetHashCode();

    public override string ToString() => $"reference to {GrainId}";
}

/// <summary>The host as references see it.</summary>
public abstract class GrainPort
{
    internal abstract IGrainFactory Factory { get; }

    /// <summary>Starts a call. True when it has ended already and holds its outcome.</summary>
    internal abstract bool Start(GrainReference reference, GrainCall call);

    /// <summary>Sends a call whose end nobody waits for.</summary>
    internal abstract void Post(GrainReference reference, GrainCall call);

    /// <summary>Calls a method that yields a sequence: each element is asked for by a call of its own.</summary>
    internal abstract IAsyncEnumerable<TItem> Enumerate<TItem>(GrainReference reference, EnumerationCall<TItem> call);
}
