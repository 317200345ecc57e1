using NetMesh.Clock;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Wire;

namespace NetMesh.Planet.Traffic;

/// <summary>A datagram for a host on which nobody is known to listen yet.</summary>
internal sealed class LateDatagram(Network network, IPv4Address at, Endpoint from, Endpoint to, WireMessage message, long untilNs) : ITimedEvent
{
    public void Fire(long nowNs, long argument) => network.LookAgain(at, from, to, message, untilNs);
}
