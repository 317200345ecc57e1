using NetMesh.Contracts.Hosts;
using NetMesh.Contracts.Sites;
using NetMesh.Planet;
using NetMesh.Planet.Faults;
using NetMesh.Planet.Hosts;
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
    private readonly HostSurroundings surroundings;
    private readonly TimeProvider time;
    private readonly List<Listing> listings = [];
    private bool sweeps;

    protected HostGrain(HostSurroundings surroundings)
    {
        this.surroundings = surroundings;
        time = surroundings.Time;
        Connections = new HostConnections(surroundings.Network);
    }

    protected INetwork Network => surroundings.Network;

    private protected PlantedBug Bug => surroundings.Bug;

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

    /// <summary>The date, for what is dated; durations are <see cref="Now"/>'s.</summary>
    protected DateTimeOffset Date => time.GetUtcNow();

    /// <summary>
    /// The program ends here, and perhaps goes on elsewhere: to its neighbours it looks as if its machine had been switched off. What overrides this
    /// calls it.
    /// </summary>
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        Unlisten();
        Network.ResetHost(Address);
        return Task.CompletedTask;
    }

    public ValueTask Call(TrunkEnd caller, ISite site, string service, Dialled dialled)
    {
        surroundings.Arrivals.Call(caller, site, service, dialled);
        return ValueTask.CompletedTask;
    }

    public ValueTask Arrive(string service, string? sender, Endpoint from, Endpoint to, WireMessage message)
    {
        surroundings.Arrivals.Datagram(Address, service, sender, from, to, message);
        return ValueTask.CompletedTask;
    }

    public ValueTask RestartAsync()
    {
        DeactivateOnIdle();
        return ValueTask.CompletedTask;
    }

    // Whoever hears this is awake.
    public ValueTask Wake() => ValueTask.CompletedTask;

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

    /// <summary>The program listens from now on, until <see cref="Unlisten"/> or the end of its activation.</summary>
    protected void Listen(Endpoint at, string service)
    {
        Unlisten();
        List(at, service);
    }

    /// <summary>The program, which listens already, hears on the host's ephemeral ports, too, and may send from each.</summary>
    protected void ListenOnEphemeralPorts(string service) => List(PlanetMap.EphemeralPortsOf(Address), service);

    /// <summary>The program does not listen any more.</summary>
    protected void Unlisten()
    {
        foreach (var listed in listings)
        {
            if (listed.Before is { } before)
            {
                surroundings.Map.Listen(listed.At, before);
            }
            else
            {
                surroundings.Map.Unlisten(listed.At);
            }
        }

        listings.Clear();
    }

    // The world may list it wherever it runs; it goes on doing so afterwards.
    private void List(Endpoint at, string service)
    {
        listings.Add(new Listing(at, surroundings.Map.ServiceAt(at) is { } before && before.Name == service ? before : null));
        surroundings.Map.Listen(at, new Service(service));
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

    /// <summary>Where the program listens, and what the map said of it before.</summary>
    private sealed record Listing(Endpoint At, Service? Before);
}
