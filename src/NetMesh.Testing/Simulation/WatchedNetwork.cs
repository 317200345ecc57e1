using NetMesh.Planet;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Wire;

namespace NetMesh.Testing.Simulation;

/// <summary>A network as the peers of a simulation have it: what they do with it is seen.</summary>
internal sealed class WatchedNetwork(Network network, NetworkWatch watch) : INetwork
{
    public ConnectionEnd Connect(Endpoint from, Endpoint to, IFrameSink? sink = null)
    {
        var end = network.Connect(from, to, sink);
        watch.Dialled(end, network.DialledFrom(end), to);
        return end;
    }

    public bool Send(ConnectionEnd end, WireMessage message)
    {
        watch.Sent(end, message);
        return network.Send(end, message);
    }

    public long QueuedBytes(ConnectionEnd end) => network.QueuedBytes(end);

    public void Pause(ConnectionEnd end) => network.Pause(end);

    public void Resume(ConnectionEnd end) => network.Resume(end);

    public void Close(ConnectionEnd end)
    {
        watch.Closed(end);
        network.Close(end);
    }

    public void Reset(ConnectionEnd end)
    {
        watch.Reset(end, network.IsOpen(end));
        network.Reset(end);
    }

    public void ResetHost(IPv4Address host)
    {
        watch.ResetHost(host);
        network.ResetHost(host);
    }

    public void SendDatagram(Endpoint from, Endpoint to, WireMessage message) => network.SendDatagram(from, to, message);

    public IPv4Address SiteOf(IPv4Address address, IPv4Address caller) => network.SiteOf(address, caller);

    public TimeSpan? Distance(IPv4Address from, IPv4Address to) => network.Distance(from, to);

    public TimeSpan OneWayDelay(IPv4Address from, IPv4Address to, int bytes) => network.OneWayDelay(from, to, bytes);

    public bool Reaches(IPv4Address from, IPv4Address to) => network.Reaches(from, to);
}
