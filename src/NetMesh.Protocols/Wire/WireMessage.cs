namespace NetMesh.Protocols.Wire;

/// <summary>
/// A message of some protocol on its way between two hosts. Between grains of one process it travels as this object; towards a real client, or
/// another silo, as the bytes its protocol's writer makes of it. Either way the network charges the same bytes. Immutable, and its bytes are
/// owned: never a slice of a socket's buffer.
/// </summary>
public abstract class WireMessage
{
    /// <summary>Bytes on the wire, as the protocol's writer would produce them.</summary>
    public abstract int WireLength { get; }

    /// <summary>What the message says, folded to 64 bits: equal in every process and run for equal messages. Goes into the trace hash.</summary>
    public abstract ulong TraceIdentity { get; }
}
