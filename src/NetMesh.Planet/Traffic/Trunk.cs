using NetMesh.Clock;
using NetMesh.Planet.Ordering;
using NetMesh.Protocols.Wire;

namespace NetMesh.Planet.Traffic;

/// <summary>
/// What makes a connection one half of a stream between hosts of two processes: our end is here, the other one is at another process's half. The flow
/// that our end sends on leads into the trunk (<see cref="Flow.Outbound"/>), the one that it hears comes out of it (<see cref="Flow.Inbound"/>).
/// </summary>
internal sealed class Trunk(Network network, Connection connection, TrunkEnd near) : ITimedEvent
{
    /// <summary>Our end.</summary>
    public readonly TrunkEnd Near = near;

    /// <summary>The other half's end; default until it has been heard of: only a dialler's half begins without.</summary>
    public TrunkEnd Far;

    /// <summary>Puts the other half's frames back in order.</summary>
    public InOrder<TrunkFrame> Order;

    /// <summary>Frames sent to the other half so far.</summary>
    public long Sequence;

    /// <summary><see cref="Sequence"/> when tallies were told last: a stream that sends has no need of them.</summary>
    public long SequenceAtTally;

    /// <summary>Frames that the other half has sent by its own last tally.</summary>
    public long Tally;

    /// <summary>Message bytes sent that the other end has not taken yet.</summary>
    public long InFlightBytes;

    /// <summary>Message bytes received that the other half has not been told were taken.</summary>
    public long UntoldBytes;

    /// <summary>Of <see cref="UntoldBytes"/>, those that our end has taken.</summary>
    public long TakenBytes;

    /// <summary>Nothing more is to be said: our end has closed or reset, or there is nobody to tell.</summary>
    public bool IsSilent;

    /// <summary>The time-out of a dial.</summary>
    public EventHandle DialTimer;

    /// <summary>The time-out of a frame that others have overtaken, or that a tally counts.</summary>
    public EventHandle GapTimer;

    /// <summary>A frame is known to have been sent that is not here.</summary>
    public bool HasGap => Order.WaitingCount > 0 || Tally > Order.Next;

    /// <summary>Frames have waited for long.</summary>
    /// <param name="nowNs">When.</param>
    /// <param name="argument">The frame that was due when they began to.</param>
    public void Fire(long nowNs, long argument) => network.GapTimedOut(connection, argument);
}
