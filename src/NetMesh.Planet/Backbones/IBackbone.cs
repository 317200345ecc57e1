using NetMesh.Planet.Hosts;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Wire;

namespace NetMesh.Planet.Backbones;

/// <summary>
/// What carries traffic between the networks of the processes that run one planet together. Each process holds the links and the ends of the hosts whose
/// programs run in it; a stream between hosts of two processes is two halves, one in each. The sender's half charges its uplink and the path, and hands
/// over what came out of the path; the receiver's half charges the downlink. Everything here is one-way and may arrive in any order: the receiving half puts
/// it back in order. Implemented over grain calls.
/// </summary>
public interface IBackbone
{
    /// <summary>
    /// The sequence of a <see cref="TrunkKind.Reset"/> that says that an end is unknown: nobody there knows a place for it in the order, and it holds at once. And of
    /// a <see cref="TrunkKind.Tally"/>, which is about the order and not in it.
    /// </summary>
    const long Unordered = -1;

    /// <summary>This process: the same from before its network is made until it ends.</summary>
    SiteId Here { get; }

    /// <summary>
    /// Dials a program that runs in another process, or in none until it is called. The half that this makes where the program is
    /// (<see cref="IBackboneEnd.Called"/>) answers the caller with <see cref="TrunkKind.Accepted"/> or <see cref="TrunkKind.Reset"/>.
    /// </summary>
    void Call(Service program, TrunkEnd caller, Dialled dialled);

    /// <summary>Sends to the other half of a stream, which is in another process; to one that is gone it goes nowhere.</summary>
    /// <param name="to">The other half's end.</param>
    /// <param name="sequence">Counts all frames of this direction from 0; or <see cref="Unordered"/>.</param>
    /// <param name="frame">What happened.</param>
    void Send(TrunkEnd to, long sequence, TrunkFrame frame);

    /// <summary>Sends a datagram that came out of the path to a program that runs in another process, or in none until it is called.</summary>
    /// <param name="at">The host that hears it.</param>
    /// <param name="program">The called program.</param>
    /// <param name="sender">The program that sent it, so that an answer finds it; null: a real client.</param>
    /// <param name="from">Who sent it.</param>
    /// <param name="to">To whom.</param>
    /// <param name="message">The datagram.</param>
    void SendDatagram(IPv4Address at, Service program, Service? sender, Endpoint from, Endpoint to, WireMessage message);
}

/// <summary>Where a process's network takes what comes over the backbone. Callable from any thread on the wall clock, from the loop's on the virtual one.</summary>
public interface IBackboneEnd
{
    /// <summary>A host, elsewhere or, as it turns out, here, dials a program that is here; see <see cref="IBackbone.Call"/>.</summary>
    void Called(Service program, TrunkEnd caller, Dialled dialled);

    /// <summary>The other half of a stream sent something; on an end that nobody here knows it is answered with <see cref="TrunkKind.Reset"/>.</summary>
    void Received(ConnectionEnd to, long sequence, TrunkFrame frame);

    /// <summary>A datagram for a program that is here. What is learned of its sender holds until the directory says otherwise.</summary>
    void ReceivedDatagram(IPv4Address at, Service program, Service? sender, Endpoint from, Endpoint to, WireMessage message);

    /// <summary>
    /// To be called now and then, every ten seconds say: tells the other half of every stream on which nothing was sent since the last call how many frames
    /// there were. So both ends learn that a frame was lost, even if it was the last one, or that the other half is gone and its last word was lost.
    /// </summary>
    void TellTallies();

    /// <summary>Another process is gone: every stream that it holds an end of is reset at ours, as when a machine loses power.</summary>
    void SiteLost(SiteId site);
}
