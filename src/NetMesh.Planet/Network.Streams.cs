using System.Diagnostics.CodeAnalysis;
using NetMesh.Clock;
using NetMesh.Planet.Faults;
using NetMesh.Planet.Hosts;
using NetMesh.Planet.Links;
using NetMesh.Planet.Traffic;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Wire;

namespace NetMesh.Planet;

// The life of a stream: dialled, answered or refused, closed, reset. Everything here runs with the state guarded.
public sealed partial class Network
{
    /// <summary>Streams that exist.</summary>
    public int ConnectionCount => table.Count;

    /// <summary>The dialler has waited long enough.</summary>
    internal void DialTimedOut(Connection connection)
    {
        Enter();
        try
        {
            if (!isDisposed)
            {
                Abort(connection);
            }
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>The real client that a grain dialled has answered.</summary>
    internal void OutsideAnswered(Connection connection, bool accepted)
    {
        Enter();
        try
        {
            if (isDisposed || !connection.IsAlive || connection.IsAnswered)
            {
                return;
            }

            connection.IsAnswered = true;
            if (accepted)
            {
                Control(connection.Back, FrameKind.Accepted);
            }
            else
            {
                Refuse(connection);
            }
        }
        finally
        {
            Leave();
        }
    }

    private ConnectionEnd Dial(Endpoint from, Endpoint to, IFrameSink? sink, Service? program)
    {
        HostPort caller = PortOf(from.Address), called = PortOf(to.Address);
        if (from.Port == 0)
        {
            from = new Endpoint(from.Address, caller.NextEphemeralPort());
        }

        var connection = NewConnection(from, to, caller, called);
        connection.DiallerSink = sink;
        connection.DiallerProgram = program;
        connection.Forth.Hold = FlowHold.Dialling;
        Control(connection.Forth, FrameKind.Opened);
        return connection.DiallerEnd;
    }

    private Connection NewConnection(Endpoint from, Endpoint to, HostPort caller, HostPort called)
    {
        var connection = new Connection(from, to, caller, called);
        connection.Forth = new Flow(connection, caller, called, paths.Between(caller.Region, called.Region));
        connection.Back = new Flow(connection, called, caller, paths.Between(called.Region, caller.Region));
        connection.DiallerEnd = table.Add(connection);
        ConnectionList.Add(connection);
        return connection;
    }

    // The first message of a stream has arrived at the called address.
    private void Called(Connection connection) => Called(connection, LookUntilNs);

    private void Called(Connection connection, long lookUntilNs)
    {
        if (!connection.IsAlive || connection.Forth.SenderGone)
        {
            return;
        }

        var program = map.ServiceAt(connection.To);
        if (IsElsewhere(program))
        {
            CallElsewhere(connection, program);
        }
        else if (program is not null)
        {
            Accept(connection, program, new Dialled(connection.From, connection.To));
        }
        else if (MayBeListedLate(connection.To, lookUntilNs))
        {
            LookLater(new LateCall(this, connection, lookUntilNs));
        }
        else if (outside is not null)
        {
            outbox.Add().Target = new OutsideConnection(this, connection);
        }
        else
        {
            Refuse(connection);
        }
    }

    private void Accept(Connection connection, Service program, Dialled dialled)
    {
        connection.CalledProgram = program;
        connection.IsAnswered = true;
        Hear(connection, connection.Forth, FrameKind.Opened, dialled);
        Control(connection.Back, FrameKind.Accepted);
    }

    private void Refuse(Connection connection)
    {
        connection.IsAnswered = true;
        connection.IsRefused = true;
        connection.Forth.ReceiverGone = true;
        connection.Back.SenderGone = true;
        Control(connection.Back, FrameKind.Reset);
    }

    private void CloseEnd(Connection connection, ConnectionEnd end)
    {
        var sending = connection.Out(end);
        if ((sending.Hold & FlowHold.Dialling) != 0)
        {
            ResetEnd(connection, end);
            return;
        }

        connection.In(end).ReceiverGone = true;
        connection.In(end).SenderGone = true;
        if (connection.Trunk is { } trunk)
        {
            // What still comes is passed over; it must come, or the other end's last word would wait behind it.
            TellTaken(trunk, trunk.UntoldBytes);
            Release(connection.In(end), connection.In(end).Hold);
        }

        if (sending.ReceiverGone)
        {
            Remove(connection);
        }
        else if (Options.Unshaped && !sending.IsHeld)
        {
            Hear(connection, sending, FrameKind.Closed, null);
        }
        else
        {
            Offer(NewPacket(sending, FrameKind.Closed, null, WireSize.OfStream(0)));
        }
    }

    private void ResetEnd(Connection connection, ConnectionEnd end)
    {
        Flow sending = connection.Out(end), receiving = connection.In(end);
        receiving.ReceiverGone = true;
        receiving.SenderGone = true;
        sending.SenderGone = true;
        sending.QueuedBytes = 0;
        if (sending.ReceiverGone)
        {
            Remove(connection);
        }
        else
        {
            Control(sending, FrameKind.Reset);
        }
    }

    // Both ends hear that it is over, without anything crossing the network: each one's own time-out.
    private void Abort(Connection connection)
    {
        if (!connection.IsAlive)
        {
            return;
        }

        var wasAnswered = connection.IsAnswered;
        if (connection.Back is { ReceiverGone: false, Outbound: null })
        {
            Notify(connection, connection.Back, FrameKind.Reset, null);
        }

        if (connection.Forth is { ReceiverGone: false, Outbound: null } && wasAnswered)
        {
            Notify(connection, connection.Forth, FrameKind.Reset, null);
        }

        Remove(connection);
    }

    private void Remove(Connection connection)
    {
        if (!connection.IsAlive)
        {
            return;
        }

        connection.IsAlive = false;
        if (Options.Bug != PlantedBug.DeadConnectionsKept)
        {
            table.Remove(connection.DiallerEnd);
        }

        ConnectionList.Remove(connection);
        End(connection.Forth);
        End(connection.Back);
        if (connection.Trunk is { } trunk)
        {
            SayLast(trunk);
        }

        void End(Flow flow)
        {
            flow.SenderGone = flow.ReceiverGone = true;
            flow.QueuedBytes = 0;
            Clock.Cancel(flow.StallTimer);
            if (flow.Tcp is { } tcp)
            {
                Forget(tcp);
            }
        }
    }

    // The messages of TCP's set-up and reset: they cross the path, behind what is on it already, and wait for no link.
    private void Control(Flow flow, FrameKind kind)
    {
        var connection = flow.Connection!;
        if (Options.Unshaped)
        {
            ControlArrived(connection, flow, kind);
            return;
        }

        var atNs = Clock.NowNs;
        var isUnreachable = flow.From.IsDown || flow.To.IsDown || flow.Path.IsCut;
        if (isTcp && kind != FrameKind.Reset && SetUpFails(connection, flow, kind, isUnreachable))
        {
            return;
        }

        if (isUnreachable)
        {
            if (kind == FrameKind.Reset)
            {
                // It never gets there; the other end finds out by itself.
                atNs += Options.StallTimeout.ToNanoseconds();
            }
            else
            {
                Clock.Schedule(atNs + Options.DialTimeout.ToNanoseconds(), connection);
                return;
            }
        }

        // The kernel answers a call abroad at once, whatever the distance: the dialling planet charges the way back as well.
        var crossesPath = !flow.From.IsAbroad || kind == FrameKind.Accepted || (kind == FrameKind.Reset && connection.IsRefused);
        var packet = NewPacket(flow, kind, null, 0);
        packet.DueNs = flow.LastArrivalNs = Math.Max(flow.LastArrivalNs, atNs + PropagationNs(flow.From, flow.To, crossesPath));
        Clock.Schedule(packet.DueNs, packet);
    }

    private void ControlArrived(Connection connection, Flow flow, FrameKind kind)
    {
        if (kind == FrameKind.Opened)
        {
            Called(connection);
        }
        else if (!flow.ReceiverGone)
        {
            Hear(connection, flow, kind, null);
        }
    }

    // Only a planet of several processes has programs elsewhere.
    private bool IsElsewhere([NotNullWhen(true)] Service? program) => backbone is not null && program is { RunsHere: false };

    // An end that is there and has neither closed nor been told that it is over.
    private Connection? Find(ConnectionEnd end) =>
        table.Find(end) is { } connection && !connection.In(end).ReceiverGone && connection.IsHere(end) && !isDisposed ? connection : null;

    private void ResetConnectionsOf(IPv4Address host)
    {
        var port = PortOf(host);
        for (var next = port.FirstDialled; next is not null;)
        {
            var connection = next;
            next = next.NextOfCaller;
            ResetIfAt(connection, connection.DiallerEnd);
        }

        for (var next = port.FirstCalled; next is not null;)
        {
            var connection = next;
            next = next.NextOfCalled;
            ResetIfAt(connection, connection.DiallerEnd.Other);
        }

        // The clients of a region share a port.
        void ResetIfAt(Connection connection, ConnectionEnd end)
        {
            if (connection.Address(end) == host && !connection.In(end).ReceiverGone && connection.IsHere(end))
            {
                ResetEnd(connection, end);
            }
        }
    }
}
