using NetMesh.Protocols.Wire;

namespace NetMesh.Protocols.BitTorrent.PeerWire;

/// <summary>
/// A well-formed message whose id no BEP that is spoken here gives a meaning, for instance one of the fast extension's (BEP 6). BEP 3 is silent on
/// such messages, so the reader only says what came; whether the connection survives it is the session's rule.
/// </summary>
/// <param name="id">The id byte.</param>
/// <param name="payload">What follows it. Owned bytes; nobody changes them after.</param>
public sealed class UnknownMessage(byte id, byte[] payload) : PeerWireMessage
{
    public ReadOnlySpan<byte> Payload => payload;

    public override int Id => id;

    public override int WireLength => 5 + payload.Length;

    public override ulong TraceIdentity => TraceMix.Mix(256 + (ulong)Id, payload);
}
