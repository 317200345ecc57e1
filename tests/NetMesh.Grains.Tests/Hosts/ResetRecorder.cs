using NetMesh.Planet;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Wire;

namespace NetMesh.Grains.Tests.Hosts;

/// <summary>A network that only notes whom it was told to reset.</summary>
internal sealed class ResetRecorder(List<ConnectionEnd> resets) : INetwork
{
    public ConnectionEnd Connect(Endpoint from, Endpoint to, IFrameSink? sink = null) => default;

    public bool Send(ConnectionEnd end, WireMessage message) => true;

    public long QueuedBytes(ConnectionEnd end) => 0;

    public void Pause(ConnectionEnd end)
    {
    }

    public void Resume(ConnectionEnd end)
    {
    }

    public void Close(ConnectionEnd end)
    {
    }

    public void Reset(ConnectionEnd end) => resets.Add(end);

    public void ResetHost(IPv4Address host)
    {
    }

    public void SendDatagram(Endpoint from, Endpoint to, WireMessage message)
    {
    }

    public TimeSpan OneWayDelay(IPv4Address from, IPv4Address to, int bytes) => TimeSpan.Zero;

    public bool Reaches(IPv4Address from, IPv4Address to) => true;
}
