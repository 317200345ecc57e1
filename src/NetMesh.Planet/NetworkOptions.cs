using NetMesh.Planet.Faults;
using NetMesh.Planet.Links;
using NetMesh.Planet.Paths;

namespace NetMesh.Planet;

/// <summary>The planet's physics: what a world can choose about its network.</summary>
public sealed record NetworkOptions
{
    /// <summary>How flows that wait for the same access link take turns.</summary>
    public LinkDiscipline Link { get; init; } = LinkDiscipline.Fair;

    /// <summary>How streams behave between the two links.</summary>
    public TransportModel Transport { get; init; } = TransportModel.Ideal;

    /// <summary>How much longer a cable's route is than the great circle; at least 1.</summary>
    public double RouteInflation { get; init; } = 1.8;

    /// <summary>One-way latency between two hosts of one region, without their access links; also the least between regions.</summary>
    public TimeSpan LeastLatency { get; init; } = TimeSpan.FromMilliseconds(1);

    /// <summary>Random extra one-way delay of each message, between nothing and this, evenly spread. It overtakes datagrams, never a stream.</summary>
    public TimeSpan Jitter { get; init; } = TimeSpan.Zero;

    /// <summary>
    /// Share of datagrams lost on the way, and of the segments of streams under <see cref="TransportModel.Tcp"/>, 0 to 1. Streams deliver everything all the same.
    /// </summary>
    public double Loss { get; init; }

    /// <summary>Share of datagrams that arrive twice, 0 to 1.</summary>
    public double Duplication { get; init; }

    /// <summary>Paths that differ from what the map says.</summary>
    public IReadOnlyList<PathOverride> Paths { get; init; } = [];

    /// <summary>
    /// No link, no path, no fault of a path: every message is handed over at once. For measuring what the programs and the gateways cost.
    /// </summary>
    public bool Unshaped { get; init; }

    /// <summary>Bytes queued at an end from which on <see cref="INetwork.Send"/> returns false.</summary>
    public int SendHighWater { get; init; } = 64 * 1024;

    /// <summary>Bytes queued at an end, once full, at which it hears that it can send again.</summary>
    public int SendLowWater { get; init; } = 32 * 1024;

    /// <summary>
    /// Bytes of one stream that may wait for the receiver's downlink before the sender is held back: what a receive window does in a transport that
    /// knows the network perfectly. Under <see cref="TransportModel.Tcp"/> a longer queue is a loss: the sender's window halves.
    /// </summary>
    public int DownlinkWindow { get; init; } = 256 * 1024;

    /// <summary>
    /// Under <see cref="TransportModel.Tcp"/>, wire bytes of one stream that may be under way: the receiver's window. As large as Linux lets its receive
    /// buffers grow by themselves (tcp_rmem).
    /// </summary>
    public long ReceiveWindow { get; init; } = 6 * 1024 * 1024;

    /// <summary>
    /// The shortest retransmission time-out of <see cref="TransportModel.Tcp"/>. RFC 6298 §2.4 asks for 1 s, which few hosts of the Internet keep to: this is
    /// Linux's.
    /// </summary>
    public TimeSpan LeastRetransmissionTimeout { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>
    /// Bytes of one stream that may be on their way from one process of the planet to the other, or wait there to be taken, before the sender is held back.
    /// At least 1; what is on the path between the hosts does not count.
    /// </summary>
    public int TrunkWindow { get; init; } = 1024 * 1024;

    /// <summary>Bytes of datagrams that may wait for a host's uplink; what comes on top is dropped, as by a full socket buffer.</summary>
    public int DatagramBuffer { get; init; } = 256 * 1024;

    /// <summary>After how long a dialler gives up on a host that is down or cut off, which cannot even refuse.</summary>
    public TimeSpan DialTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// For how long a program may listen in another process of the planet before this one knows of it: a call or a datagram for a host on which nobody is
    /// known to listen waits as long before it is refused or dropped. Covers the news of one second that are lost, and found to be missing by the next.
    /// </summary>
    public TimeSpan ListingDelay { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// For how long a stream with something to send waits across a partition before both ends hear <c>Reset</c>; so does one that
    /// waits as long for something that was lost between two processes.
    /// </summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>For tests of the simulation.</summary>
    internal PlantedBug Bug { get; init; }
}

/// <summary>How streams behave between the two links.</summary>
public enum TransportModel
{
    /// <summary>
    /// One round trip to set up, then as fast as the two access links and their other flows allow: no slow start, no loss, no retransmission.
    /// </summary>
    Ideal,

    /// <summary>
    /// As Reno with selective acknowledgements: one round trip to set up, slow start from ten segments, additive increase, halving on loss, fast retransmission,
    /// retransmission time-outs with doubling, slow start again after a pause (RFC 5681, 6298, 6675, 6928). See <see cref="Tcp.CongestionWindow"/>.
    /// </summary>
    Tcp,
}
