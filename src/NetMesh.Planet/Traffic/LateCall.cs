using NetMesh.Clock;

namespace NetMesh.Planet.Traffic;

/// <summary>A call of a host on which nobody is known to listen yet.</summary>
internal sealed class LateCall(Network network, Connection connection, long untilNs) : ITimedEvent
{
    public void Fire(long nowNs, long argument) => network.LookAgain(connection, untilNs);
}
