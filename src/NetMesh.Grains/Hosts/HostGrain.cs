using NetMesh.Contracts.Hosts;
using NetMesh.Planet;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Wire;

namespace NetMesh.Grains.Hosts;

/// <summary>
/// Base of the grains that live on a host of the planet and are keyed by its address. What arrives from the network becomes calls of the
/// <c>On…</c> methods, in the order in which the other side sent it; a program overrides those it has a use for. Streams are refused unless
/// <see cref="OnOpened"/> is overridden.
/// </summary>
public abstract class HostGrain : Grain, IHostGrain, IHostProgram
{
    private readonly TimeProvider time;
    private bool sweeps;

    protected HostGrain(INetwork network, TimeProvider time)
    {
        this.time = time;
        Network = network;
        Connections = new HostConnections(network);
    }

    protected INetwork Network { get; }

    /// <summary>The host's streams.</summary>
    protected HostConnections Connections { get; }

    /// <summary>The host's address: the grain's key.</summary>
    protected IPv4Address Address => IPv4Address.Parse(this.GetPrimaryKeyString());

    /// <summary>Time since some moment in the past that stays the same while the process runs: for durations, not for dates.</summary>
    protected TimeSpan Now
    {
        get
        {
            var timestamp = time.GetTimestamp();
            return time.TimestampFrequency == 1_000_000_000 ? new TimeSpan(timestamp / 100) : time.GetElapsedTime(0, timestamp);
        }
    }

    public ValueTask Deliver(ConnectionEnd end, long sequence, Frame frame)
    {
        Connections.Deliver(end, sequence, frame, this, Now);
        if (Connections.HasEarly && !sweeps)
        {
            sweeps = true;
            this.RegisterGrainTimer(static (grain, _) => grain.Sweep(), this, HostConnections.EarlyFor, Timeout.InfiniteTimeSpan);
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask DeliverDatagram(Endpoint from, Endpoint to, WireMessage message)
    {
        OnDatagram(from, to, message);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public virtual HostConnection? OnOpened(ConnectionEnd end, Dialled dialled) => null;

    /// <inheritdoc/>
    public virtual void OnAccepted(HostConnection connection)
    {
    }

    /// <inheritdoc/>
    public virtual void OnMessage(HostConnection connection, WireMessage message)
    {
    }

    /// <inheritdoc/>
    public virtual void OnWritable(HostConnection connection)
    {
    }

    /// <inheritdoc/>
    public virtual void OnClosed(HostConnection connection)
    {
    }

    /// <inheritdoc/>
    public virtual void OnReset(HostConnection connection)
    {
    }

    /// <summary>A datagram arrived; it may be the second copy of one that already did.</summary>
    protected virtual void OnDatagram(Endpoint from, Endpoint to, WireMessage message)
    {
    }

    private Task Sweep()
    {
        Connections.SweepEarly(Now);
        sweeps = Connections.HasEarly;
        if (sweeps)
        {
            this.RegisterGrainTimer(static (grain, _) => grain.Sweep(), this, HostConnections.EarlyFor, Timeout.InfiniteTimeSpan);
        }

        return Task.CompletedTask;
    }
}
