using NetMesh.Clock;
using NetMesh.Planet.Hosts;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Wire;

namespace NetMesh.Planet.Traffic;

/// <summary>A stream between two hosts, or the half of it that is in this process.</summary>
internal sealed class Connection(Endpoint from, Endpoint to, HostPort caller, HostPort called) : ITimedEvent
{
    public readonly Endpoint From = from;
    public readonly Endpoint To = to;
    public readonly HostPort Caller = caller;
    public readonly HostPort Called = called;

    /// <summary>From the dialler to the called host.</summary>
    public Flow Forth = null!;

    /// <summary>From the called host to the dialler.</summary>
    public Flow Back = null!;

    /// <summary>The dialler's end; its value names the slot and generation in the table.</summary>
    public ConnectionEnd DiallerEnd;

    /// <summary>Who hears frames for the dialler: a sink, or else the program of its host.</summary>
    public IFrameSink? DiallerSink;
    public Service? DiallerProgram;

    /// <summary>Who hears frames for the called end: a program, or a sink of the outside.</summary>
    public IFrameSink? CalledSink;
    public Service? CalledProgram;

    /// <summary>What the programs at its ends keep of it.</summary>
    public IForesighted? DiallerState, CalledState;

    /// <summary>The way to the other half; null where both ends are here.</summary>
    public Trunk? Trunk;

    /// <summary>The called end has answered.</summary>
    public bool IsAnswered;

    /// <summary>The answer was that nobody listens.</summary>
    public bool IsRefused;

    /// <summary>It is in the table; an end of it means something.</summary>
    public bool IsAlive = true;

    // Links of the two hosts' lists of connections.
    public Connection? NextOfCaller, PreviousOfCaller, NextOfCalled, PreviousOfCalled;

    /// <summary>Messages of its set-up that were lost under TCP.</summary>
    public byte SetUpTimeouts;

    /// <summary>Nobody answered in time; or, with one more than its <see cref="FrameKind"/>, a message of set-up is sent again.</summary>
    public void Fire(long nowNs, long argument)
    {
        if (argument == 0)
        {
            Caller.Network.DialTimedOut(this);
        }
        else
        {
            Caller.Network.SetUpAgain(this, (FrameKind)(argument - 1));
        }
    }

    /// <summary>Something arrives soon on this flow.</summary>
    public void Foresee(Flow flow, int eventsAhead)
    {
        var state = flow == Forth ? CalledState : DiallerState;
        if (eventsAhead == 4)
        {
            Memory.Fetch(state, 5);
        }
        else
        {
            state?.Foresee(eventsAhead);
        }
    }

    /// <summary>The flow that this end sends on.</summary>
    public Flow Out(ConnectionEnd end) => end.IsDialler ? Forth : Back;

    /// <summary>The flow that this end receives.</summary>
    public Flow In(ConnectionEnd end) => end.IsDialler ? Back : Forth;

    /// <summary>This end is in this process.</summary>
    public bool IsHere(ConnectionEnd end) => Trunk is null || Trunk.Near.End == end;

    /// <summary>The end that receives this flow.</summary>
    public ConnectionEnd Receiver(Flow flow) => flow == Forth ? DiallerEnd.Other : DiallerEnd;

    public IFrameSink? Sink(ConnectionEnd end) => end.IsDialler ? DiallerSink : CalledSink;

    public Service? Program(ConnectionEnd end) => end.IsDialler ? DiallerProgram : CalledProgram;

    public IPv4Address Address(ConnectionEnd end) => end.IsDialler ? From.Address : To.Address;
}
