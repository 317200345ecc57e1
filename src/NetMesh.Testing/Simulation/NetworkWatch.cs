using NetMesh.Grains.Hosts;
using NetMesh.Planet;
using NetMesh.Planet.Hosts;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.BitTorrent.PeerWire;
using NetMesh.Protocols.Wire;

namespace NetMesh.Testing.Simulation;

/// <summary>
/// Sees everything that goes in and out of the peers of one network: what it delivers, on the way through here to the programs' door, and what they say, on the way
/// through <see cref="WatchedNetwork"/>.
/// </summary>
internal sealed class NetworkWatch(OrdealWatch watch, HostDoor door) : IHostDoor
{
    private readonly Dictionary<ConnectionEnd, WatchedEnd> ends = [];

    /// <summary>Ends that were opened and not closed from here; the network may have lost some without telling.</summary>
    public IEnumerable<KeyValuePair<ConnectionEnd, WatchedEnd>> Ends => ends;

    public void Deliver(IPv4Address at, Service service, ConnectionEnd end, long sequence, Frame frame)
    {
        switch (frame.Kind)
        {
            case FrameKind.Opened when frame.Message is Dialled dialled:
                ends[end] = new WatchedEnd(watch, at, dialled.From.Address, watch.Streams.GetValueOrDefault((dialled.From, dialled.To)));
                break;
            case FrameKind.Data when ends.TryGetValue(end, out var heard):
                if (heard.Stream?.Arrived(end, frame.Message) == false)
                {
                    watch.Report(at, "streams deliver in order", $"{frame.Message} from {watch.NameOf(heard.Remote)} was not what it had sent next");
                }

                ForAll(frame.Message, heard.Heard);
                break;
            case FrameKind.Closed or FrameKind.Reset:
                ends.Remove(end);
                break;
        }

        door.Deliver(at, service, end, sequence, frame);
    }

    public void DeliverDatagram(IPv4Address at, Service service, Endpoint from, Endpoint to, WireMessage message) => door.DeliverDatagram(at, service, from, to, message);

    /// <param name="from">With the port that the network gave it.</param>
    public void Dialled(ConnectionEnd end, Endpoint from, Endpoint to)
    {
        var stream = watch.Streams[(from, to)] = new WatchedStream();
        ends[end] = new WatchedEnd(watch, from.Address, to.Address, stream);
    }

    public void Sent(ConnectionEnd end, WireMessage message)
    {
        if (ends.TryGetValue(end, out var said))
        {
            said.Stream?.Sent(end, message);
            ForAll(message, said.Says);
        }
    }

    public void Closed(ConnectionEnd end) => ends.Remove(end);

    /// <summary>A peer breaks off.</summary>
    /// <param name="wasOpen">The network had not done so before.</param>
    public void Reset(ConnectionEnd end, bool wasOpen)
    {
        if (ends.Remove(end, out var ended) && wasOpen && ended.IsShaken && watch.IsMember(ended.Remote))
        {
            watch.Report(ended.Self, "nobody who plays by the rules is broken off with", $"{watch.NameOf(ended.Remote)} was");
        }
    }

    public void ResetHost(IPv4Address host)
    {
        foreach (var end in ends.Where(pair => pair.Value.Self == host).Select(pair => pair.Key).ToArray())
        {
            ends.Remove(end);
        }
    }

    private static void ForAll(WireMessage? message, Action<PeerWireMessage> look)
    {
        if (message is PeerWireBatch batch)
        {
            foreach (var one in batch.Messages)
            {
                look(one);
            }
        }
        else if (message is PeerWireMessage one)
        {
            look(one);
        }
    }
}
