using NetMesh.Contracts.Sites;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Wire;
using Orleans.Concurrency;

namespace NetMesh.Contracts.Hosts;

/// <summary>
/// A program on a host of the planet, keyed by the host's address in dotted-quad form. Everything that reaches it from the network, be it from
/// another grain or from a real client, comes in through these methods; all are one-way, so that no two hosts ever wait for each other.
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

    /// <summary>
    /// A host whose program runs in another process dials this one. Whichever process runs this program, or begins to by this call, makes its half of the
    /// stream; from then on the two processes talk to each other.
    /// </summary>
    /// <param name="caller">The dialling end, and who holds it.</param>
    /// <param name="site">The process that holds it.</param>
    /// <param name="service">The kind of program that is dialled, one of <see cref="ServiceNames"/>.</param>
    /// <param name="dialled">Who dialled whom.</param>
    [OneWay]
    ValueTask Call(TrunkEnd caller, ISite site, string service, Dialled dialled);

    /// <summary>
    /// A datagram came out of the path in another process; it still has to come in over this host's link. The process that runs this program, or begins to
    /// by this call, sees to that, and <see cref="DeliverDatagram"/> follows.
    /// </summary>
    /// <param name="service">The kind of program that it was sent to.</param>
    /// <param name="sender">The kind of program that sent it; null: a real client.</param>
    [OneWay]
    ValueTask Arrive(string service, string? sender, Endpoint from, Endpoint to, WireMessage message);

    /// <summary>
    /// The host was without power and has it again: the program ends, and begins anew, with what it keeps, when next called. A control call.
    /// </summary>
    ValueTask RestartAsync();

    /// <summary>Wakes a program that was lost with its process; does nothing to one that runs.</summary>
    [OneWay]
    ValueTask Wake();
}
