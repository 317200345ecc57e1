namespace NetMesh.Protocols;

/// <summary>The one outcome of garbage: what a reader or session returns for input that breaks its protocol. Never thrown.</summary>
/// <param name="Protocol">The protocol's name, e.g. <c>bencode</c>, <c>peer-wire</c>.</param>
/// <param name="What">What was met, in words a log reader understands.</param>
/// <param name="Expected">What the protocol asks for instead, with its source where that helps (RFC, BEP).</param>
/// <param name="Offset">Where, in bytes from the start of the input handed in.</param>
public sealed record ProtocolError(string Protocol, string What, string Expected, long Offset = 0)
{
    public override string ToString() => $"{Protocol}: {What} at byte {Offset}; expected {Expected}";
}
