using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Wire;
using Orleans.Concurrency;

namespace NetMesh.Contracts.Hosts;

/// <summary>
/// A program on a host of the planet, keyed by the host's address in dotted-quad form. Everything that reaches it from the network, be it from
/// another grain or from a real client, comes in through these two methods; both are one-way, so that no two hosts ever wait for each other.
/// </summary>
public interface IHostGrain : IGrainWithStringKey
{
    /// <summary>A frame arrived at this host's end of a stream.</summary>
    /// <param name="end">This host's end.</param>
    /// <param name="sequence">
    /// Counts the frames to this end from 0. A cluster does not promise the order of one-way calls, so the receiver puts them back in order.
    /// </param>
    /// <param name="frame">What happened.</param>
    [OneWay]
    ValueTask Deliver(ConnectionEnd end, long sequence, Frame frame);

    /// <summary>A datagram arrived; like every datagram it may be the second copy of one that already did.</summary>
    [OneWay]
    ValueTask DeliverDatagram(Endpoint from, Endpoint to, WireMessage message);
}
