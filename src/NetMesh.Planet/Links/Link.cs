using NetMesh.Clock;
using NetMesh.Planet.Traffic;

namespace NetMesh.Planet.Links;

/// <summary>
/// One direction of a host's access link: sends one message at a time at its rate, while the others wait and take turns, fairly per flow or first come,
/// first served. A message goes out as one unit, however long.
/// </summary>
internal abstract class Link(Network network) : ITimedEvent
{
    /// <summary>
    /// What a flow may send per turn: a 16 KiB block with its headers, so that swarms take one turn per block. Longer messages save up several turns.
    /// </summary>
    private const int Quantum = 17_408;

    /// <summary>A message that fits into one packet.</summary>
    private const int OnePacket = WireSize.SegmentLength + WireSize.StreamHeader;

    /// <summary>
    /// What follows messages of this many bytes together is chosen with them, that moment early: requests and the like would otherwise be two events each.
    /// </summary>
    private const int Tiny = 256;

    private FlowQueue? roundHead;
    private FlowQueue? roundTail;
    private FlowQueue? aheadTail;
    private FlowQueue? arrivals;
    private Packet? inService;
    private int inRound;
    private bool wakes;

    /// <summary>Time per byte; 0: unlimited.</summary>
    public double NsPerByte { get; set; }

    protected Network Network { get; } = network;

    /// <summary>It is sending, or will look again when it is through with what it sends.</summary>
    protected bool IsBusy => inService is not null || wakes;

    /// <summary>Flows that wait; under <see cref="LinkDiscipline.Fair"/>.</summary>
    protected int FlowsInRound => inRound;

    /// <summary>When the last message was through.</summary>
    protected long FreeNs { get; set; }

    /// <inheritdoc/>
    public void Foresee(int eventsAhead)
    {
        switch (eventsAhead)
        {
            case 6:
                Memory.Fetch(inService);
                Memory.Fetch(roundHead);
                break;
            case 5:
                Memory.Fetch(inService?.Flow, 3);
                Memory.Fetch(roundHead?.First);
                Memory.Fetch(roundHead?.Flow, 3);
                Memory.Fetch(roundHead?.Next);
                break;
            case 4:
                Memory.Fetch(inService?.Flow.To);
                Memory.Fetch(roundHead?.Next?.First);
                Memory.Fetch(roundHead?.Next?.Flow, 3);
                break;
            default:
                break;
        }
    }

    /// <summary>The message in service is through.</summary>
    public void Fire(long nowNs, long argument) => Network.LinkDone(this);

    /// <summary>Ends the service under way and begins the next; called by the network, which guards the state.</summary>
    public void Complete()
    {
        if (inService is { } done)
        {
            inService = null;
            FreeNs = done.DueNs;
            Through(done);
        }

        wakes = false;
        // From the planned time on and not from now: the wall clock's lateness must not add up.
        ServeNext(FreeNs);
    }

    /// <summary>How long a message of this size takes; rounded up, so that no link ever carries more than its rate.</summary>
    protected long DurationNs(int bytes) => (long)Math.Ceiling(bytes * NsPerByte);

    protected void Wait(Packet packet)
    {
        if (Network.IsFair)
        {
            var queue = QueueOf(packet);
            queue.Add(packet);
            Join(queue);
        }
        else
        {
            // Its flow means nothing: it is everybody's.
            (arrivals ??= new FlowQueue(packet.Flow)).Add(packet);
        }
    }

    /// <summary>Lets a flow that was held take part again with what it has waiting.</summary>
    protected void Join(FlowQueue queue)
    {
        if (!Network.IsFair)
        {
            // What was held back came before everything that waits now.
            (arrivals ??= new FlowQueue(queue.Flow)).Prepend(queue);
            return;
        }

        if (queue.IsInRound)
        {
            return;
        }

        queue.IsInRound = true;
        inRound++;
        if (queue.First is { } first && first.WireBytes <= OnePacket)
        {
            JoinAhead(queue);
            return;
        }

        Append(queue);
    }

    // A link that takes turns packet by packet would let a small message through after a packet of each flow that has a long one under way; this one takes
    // turns by whole messages, so that it would wait for all of these. Hence it goes first, as with fq_codel (RFC 8290 §4.1), and like there a flow that
    // has been let ahead stays in the round until its turn comes, so that nobody gets ahead twice in one round.
    private void JoinAhead(FlowQueue queue)
    {
        queue.Deficit = OnePacket;
        queue.IsAhead = true;
        if (aheadTail is null)
        {
            queue.Next = roundHead;
            roundHead = queue;
            roundTail ??= queue;
        }
        else
        {
            queue.Next = aheadTail.Next;
            aheadTail.Next = queue;
            roundTail = roundTail == aheadTail ? queue : roundTail;
        }

        aheadTail = queue;
    }

    private void Append(FlowQueue queue)
    {
        queue.Deficit = Quantum;
        queue.Next = null;
        if (roundTail is null)
        {
            roundHead = queue;
        }
        else
        {
            roundTail.Next = queue;
        }

        roundTail = queue;
    }

    protected void ServeNext(long startNs)
    {
        var ahead = 0;
        while ((Network.IsFair ? TakeTurn(startNs) : TakeFirst(startNs)) is { } packet)
        {
            var doneNs = startNs + DurationNs(packet.WireBytes);
            ahead += packet.WireBytes;
            if (ahead > Tiny || !IsKnownToLeave(packet))
            {
                Serve(packet, doneNs);
                return;
            }

            packet.DueNs = FreeNs = startNs = doneNs;
            Through(packet);
        }
    }

    /// <summary>Serves what waits when the link is free.</summary>
    protected void ServeLater()
    {
        wakes = true;
        Network.Clock.Schedule(FreeNs, this);
    }

    protected void Serve(Packet packet, long doneNs)
    {
        inService = packet;
        packet.DueNs = doneNs;
        Network.Clock.Schedule(doneNs, this);
    }

    /// <summary>The queue of this packet's flow at this link.</summary>
    protected abstract FlowQueue QueueOf(Packet packet);

    /// <summary>Whether the flow must keep what it has queued for now.</summary>
    protected abstract bool IsHeld(Flow flow);

    /// <summary>How many bytes of a packet may be sent now: all, a part of it (<see cref="Network.CutOff"/>), or none, and its flow is held.</summary>
    protected virtual int Sendable(Packet packet, long nowNs) => packet.WireBytes;

    /// <summary>Whether it goes on through the path, when it will have crossed the link, can be said as soon as it is its turn.</summary>
    protected virtual bool IsKnownToLeave(Packet packet) => false;

    /// <summary>A packet stops waiting, to be served or because it was dropped.</summary>
    protected abstract void Left(Packet packet, long nowNs);

    /// <summary>A packet has crossed the link.</summary>
    protected abstract void Through(Packet packet);

    // Deficit round robin: the flow at the head sends while its deficit lasts, then gets the next quantum and goes to the end of the round.
    private Packet? TakeTurn(long nowNs)
    {
        while (roundHead is { } queue)
        {
            if (queue.IsAhead && (queue.First is not { } small || queue.Deficit < small.WireBytes))
            {
                FallBack(queue);
                continue;
            }

            if (queue.First is not { } packet || IsHeld(queue.Flow))
            {
                Leave(queue);
                continue;
            }

            if (packet.IsDropped)
            {
                Left(queue.Take(), nowNs);
                Network.Forget(packet);
                continue;
            }

            var bytes = Sendable(packet, nowNs);
            if (bytes == 0)
            {
                Leave(queue);
                continue;
            }

            if (queue.Deficit >= bytes)
            {
                queue.Deficit -= bytes;
                packet = bytes < packet.WireBytes ? Network.CutOff(packet, bytes) : queue.Take();
                if (queue is { IsEmpty: true, IsAhead: false })
                {
                    Leave(queue);
                }

                Left(packet, nowNs);
                return packet;
            }

            queue.Deficit += Quantum;
            if (queue != roundTail)
            {
                roundHead = queue.Next;
                queue.Next = null;
                roundTail!.Next = queue;
                roundTail = queue;
            }
        }

        return null;
    }

    private Packet? TakeFirst(long nowNs)
    {
        while (arrivals is { IsEmpty: false })
        {
            var packet = arrivals.Take();
            if (packet.IsDropped)
            {
                Left(packet, nowNs);
                Network.Forget(packet);
            }
            else if (IsHeld(packet.Flow) || Sendable(packet, nowNs) is not (> 0 and var bytes))
            {
                QueueOf(packet).Add(packet);
            }
            else
            {
                if (bytes < packet.WireBytes)
                {
                    arrivals.PutBack(packet);
                    packet = Network.CutOff(packet, bytes);
                }

                Left(packet, nowNs);
                return packet;
            }
        }

        return null;
    }

    // It had its small messages through, and takes its turn behind those that waited.
    private void FallBack(FlowQueue queue)
    {
        Detach(queue);
        Append(queue);
    }

    private void Leave(FlowQueue queue)
    {
        Detach(queue);
        queue.IsInRound = false;
        inRound--;
    }

    private void Detach(FlowQueue queue)
    {
        roundHead = queue.Next;
        if (roundHead is null)
        {
            roundTail = null;
        }

        if (aheadTail == queue)
        {
            aheadTail = null;
        }

        queue.Next = null;
        queue.IsAhead = false;
    }
}
