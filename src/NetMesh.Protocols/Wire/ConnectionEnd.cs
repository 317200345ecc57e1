namespace NetMesh.Protocols.Wire;

/// <summary>
/// One end of a stream between two hosts. The two ends differ in the lowest bit: 0 for the host that dialled, 1 for the host that was called.
/// The default value names no connection.
/// </summary>
public readonly record struct ConnectionEnd(long Value)
{
    public bool IsDialler => (Value & 1) == 0;

    /// <summary>The other end of the same connection.</summary>
    public ConnectionEnd Other => new(Value ^ 1);

    public override string ToString() => $"connection {Value >> 1}{(IsDialler ? " (dialler)" : " (called)")}";
}
