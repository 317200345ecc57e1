using NetMesh.Protocols.BitTorrent.PeerWire;

namespace NetMesh.Protocols.Tests.BitTorrent.PeerWire;

/// <summary>A message in words that are equal for equal messages.</summary>
internal static class MessageText
{
    public static string Of(PeerWireMessage message) => $"{message.GetType().Name} of {message.WireLength} bytes, {message.TraceIdentity:x16}";
}
