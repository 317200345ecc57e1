using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Wire;

namespace NetMesh.Planet;

/// <summary>
/// Sends datagrams in another's name, which an Internet lets through whose providers do not look at sources (RFC 2827): for laboratories that show what comes of it. No
/// gateway uses it: a real client's datagrams have his own address.
/// </summary>
public interface IForger
{
    /// <summary>Sends a datagram that says it is from somebody else.</summary>
    /// <param name="at">The host that sends it; its uplink and its paths carry it.</param>
    /// <param name="from">Whom the datagram names.</param>
    /// <param name="to">For whom it is.</param>
    /// <param name="message">What it says.</param>
    void ForgeDatagram(IPv4Address at, Endpoint from, Endpoint to, WireMessage message);
}
