using NetMesh.Protocols.Wire;

namespace NetMesh.Labs.Workloads.Objects;

/// <summary>A part of an object, or a request for one: nothing but its size and whose it is.</summary>
/// <param name="length">Bytes on the wire.</param>
/// <param name="number">Counts the objects of a workload.</param>
/// <param name="isLast">Nothing of the object follows.</param>
internal sealed class ObjectMessage(int length, long number, bool isLast = false) : WireMessage
{
    public override int WireLength => length;

    public long Number => number;

    public bool IsLast => isLast;

    public override ulong TraceIdentity => TraceMix.Mix((ulong)length, (ulong)number);
}
