using NetMesh.Clock;
using NetMesh.Planet.Traffic;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Wire;

namespace NetMesh.Planet;

// A program that begins to listen in another process is known here a little later, and those whom it meets in that moment (a tracker that answers it, the peers
// that the tracker tells of it) must not find a host that refuses: a peer that was refused is left alone for a quarter of a minute. What comes for a host before
// the news of it therefore waits for them, as a kernel repeats a call that nobody answered.
public sealed partial class Network
{
    /// <summary>How often somebody looks whether a program is listed by now.</summary>
    internal static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);

    // Datagrams promise nothing: a flood of them must not be kept.
    private const int MostLateDatagrams = 4096;

    private int lateDatagrams;

    private long LookUntilNs => backbone is null ? 0 : Clock.NowNs + Options.ListingDelay.ToNanoseconds();

    /// <summary>The program that was called may be listed by now.</summary>
    internal void LookAgain(Connection connection, long untilNs)
    {
        Enter();
        try
        {
            if (!isDisposed)
            {
                Called(connection, untilNs);
            }
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>The program that a datagram is for may be listed by now.</summary>
    internal void LookAgain(IPv4Address at, Endpoint from, Endpoint to, WireMessage message, long untilNs)
    {
        Enter();
        try
        {
            lateDatagrams--;
            if (!isDisposed)
            {
                HearDatagram(at, from, to, message, untilNs);
            }
        }
        finally
        {
            Leave();
        }
    }

    // Only hosts have programs that move between processes, or begin in another one.
    private bool MayBeListedLate(Endpoint at, long lookUntilNs) => backbone is not null && Clock.NowNs < lookUntilNs && map.HostAt(at.Address) is not null;

    private void LookLater(LateCall call) => Clock.Schedule(Clock.NowNs + LookEvery.ToNanoseconds(), call);

    private void LookLater(LateDatagram datagram)
    {
        if (lateDatagrams < MostLateDatagrams)
        {
            lateDatagrams++;
            Clock.Schedule(Clock.NowNs + LookEvery.ToNanoseconds(), datagram);
        }
    }
}
