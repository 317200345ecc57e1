using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Wire;

namespace NetMesh.Planet;

/// <summary>
/// The network between hosts: the one way anything gets from one to another. A message waits for its turn on the sender's uplink, crosses the path
/// (propagation, jitter, loss, faults), waits for the receiver's downlink, and is then handed to <see cref="IHostDoor"/> (a grain's host) or to the
/// <see cref="IFrameSink"/> that opened the end (a gateway, for a real client). Callable from any thread on the wall clock, from the loop's on the virtual one.
/// </summary>
public interface INetwork
{
    /// <summary>
    /// Dials. The dialling end hears <see cref="FrameKind.Accepted"/> after a round trip, or <see cref="FrameKind.Reset"/>; the called end hears
    /// <see cref="FrameKind.Opened"/>. Where nothing on the planet listens at <paramref name="to"/>, the outside is asked (<see cref="IOutside"/>).
    /// </summary>
    /// <param name="from">The dialling host's address; port 0 takes an ephemeral one.</param>
    /// <param name="to">The called host's address and port.</param>
    /// <param name="sink">Who hears frames for the dialling end; null: the grain on the host.</param>
    /// <returns>The dialler's end.</returns>
    ConnectionEnd Connect(Endpoint from, Endpoint to, IFrameSink? sink = null);

    /// <summary>
    /// Queues a message. Returns false when the queue of this end is full with it: the message was taken, but nothing more should be sent until
    /// <see cref="FrameKind.Writable"/> is delivered to this end. Sending on an end that is gone does nothing and returns true.
    /// </summary>
    bool Send(ConnectionEnd end, WireMessage message);

    /// <summary>Bytes queued at this end that have not yet left over the uplink; a message that found it idle is not queued.</summary>
    long QueuedBytes(ConnectionEnd end);

    /// <summary>
    /// This end takes no more for now, as a TCP receiver whose window is closed: messages the other end sends from here on wait in its queue, so that its
    /// <see cref="Send"/> soon returns false. What has already left the other end's queue is still delivered. May be called from within
    /// <see cref="IFrameSink.Deliver"/>; pausing twice is pausing once.
    /// </summary>
    void Pause(ConnectionEnd end);

    /// <summary>This end takes messages again; undoes <see cref="Pause"/>. Without one, or on an end that is gone, it does nothing.</summary>
    void Resume(ConnectionEnd end);

    /// <summary>Closes after everything queued; the other end hears <see cref="FrameKind.Closed"/>. This end hears nothing more.</summary>
    void Close(ConnectionEnd end);

    /// <summary>Drops the connection and what is queued; the other end hears <see cref="FrameKind.Reset"/>. This end hears nothing more.</summary>
    void Reset(ConnectionEnd end);

    /// <summary>Resets every connection of this host, as when its machine loses power: its own ends hear nothing, the others hear <see cref="FrameKind.Reset"/>.</summary>
    void ResetHost(IPv4Address host);

    /// <summary>
    /// Sends a datagram; it may be lost, doubled or overtaken. To an address off the planet's directory it goes to <see cref="IOutside"/>; from an anycast
    /// address it leaves the site that hears the other end.
    /// </summary>
    void SendDatagram(Endpoint from, Endpoint to, WireMessage message);

    /// <summary>
    /// What a program keeps of its end, which then hears of what arrives there a little before it does and can fetch what it will need. A hint: it changes
    /// nothing but how long that takes, and a network may pass over it.
    /// </summary>
    void Attach(ConnectionEnd end, IForesighted state)
    {
    }

    /// <summary>Nothing takes any time on it.</summary>
    bool IsInstant => false;

    /// <summary>How long a message of this size takes one way now, without queues: for gateways that answer a real client directly.</summary>
    TimeSpan OneWayDelay(IPv4Address from, IPv4Address to, int bytes);

    /// <summary>
    /// The host that hears what a caller sends to an address: for an anycast one the nearest of its sites that faults let him reach, whatever runs there, and the nearest of
    /// all when they let him reach none; for any other one the address itself.
    /// </summary>
    IPv4Address SiteOf(IPv4Address address, IPv4Address caller) => address;

    /// <summary>How far hosts are from each other one way, by latency, also on a planet that is not shaped; null while nothing gets from the one to the other.</summary>
    TimeSpan? Distance(IPv4Address from, IPv4Address to) => TimeSpan.Zero;

    /// <summary>Whether faults let anything through one way now: both hosts have power and no cut lies between them.</summary>
    bool Reaches(IPv4Address from, IPv4Address to);
}

/// <summary>What a program keeps of its end of a stream, and needs when something arrives there.</summary>
public interface IForesighted
{
    /// <inheritdoc cref="Clock.ITimedEvent.Foresee"/>
    void Foresee(int eventsAhead);
}

/// <summary>Where the network hands over what arrived at a host of the planet: implemented over grains.</summary>
public interface IHostDoor
{
    /// <summary>A frame for the host at <paramref name="at"/>, whose program is <paramref name="service"/>.</summary>
    void Deliver(IPv4Address at, Hosts.Service service, ConnectionEnd end, long sequence, Frame frame);

    /// <summary>A datagram for the program of the host at <paramref name="at"/>, which is that of <paramref name="to"/> unless that is an anycast address.</summary>
    void DeliverDatagram(IPv4Address at, Hosts.Service service, Endpoint from, Endpoint to, WireMessage message);
}

/// <summary>
/// Hears the frames of an end that no grain holds: a gateway, for a real client. Called in order, one at a time per end; must not block or throw. May be
/// called before <see cref="INetwork.Connect"/> has returned, and, where nothing delays a message, from within the call that caused it.
/// </summary>
public interface IFrameSink
{
    void Deliver(ConnectionEnd end, Frame frame);
}

/// <summary>The real world beyond the planet's hosts: real clients that grains dial or send datagrams to. Implemented by gateways.</summary>
public interface IOutside
{
    /// <summary>
    /// A host of the planet dials an endpoint where no host listens. Returns the sink of the called end, which must answer with
    /// <see cref="IOutsideConnection.Accepted"/> or <see cref="IOutsideConnection.Refused"/>; null refuses at once.
    /// </summary>
    IFrameSink? Dial(IOutsideConnection connection, Endpoint from, Endpoint to);

    /// <summary>A host of the planet sends a datagram to an endpoint where no host listens.</summary>
    void SendDatagram(Endpoint from, Endpoint to, WireMessage message);
}

/// <summary>A connection a grain dialled to a real client, before the client has answered.</summary>
public interface IOutsideConnection
{
    /// <summary>The real client's end.</summary>
    ConnectionEnd End { get; }

    void Accepted();

    void Refused();
}
