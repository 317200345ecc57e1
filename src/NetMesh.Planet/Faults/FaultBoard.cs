using NetMesh.Protocols.Addressing;

namespace NetMesh.Planet.Faults;

/// <summary>
/// Breaks and heals the planet while traffic runs. Safe from any thread on the wall clock, from the loop's on the virtual one; a change holds from the call on.
/// </summary>
/// <remarks>
/// <list type="bullet">
/// <item><em>Host down</em>: its connections are gone, the others hear <c>Reset</c> one way later; whoever dials it hears <c>Reset</c> after
/// <see cref="NetworkOptions.DialTimeout"/>; datagrams to and from it vanish. Its program is not told and runs on, unheard.</item>
/// <item><em>Partition</em>: streams stall, with back-pressure, and resume on healing; one that had something to send for
/// <see cref="NetworkOptions.StallTimeout"/> is reset for both ends. What was on its way when the cut came still arrives. Datagrams vanish.</item>
/// <item><em>Degraded path</em>: longer latency; more datagrams lost. <em>Degraded link</em>: a host's access link runs at a share of its rate.</item>
/// </list>
/// </remarks>
public sealed class FaultBoard
{
    private readonly Lock gate = new();

    /// <summary>Hears every change, one at a time: the state before and the one after.</summary>
    internal event Action<FaultState, FaultState>? Changed;

    /// <summary>After a change, outside of the lock: what it caused can be delivered.</summary>
    internal event Action? Settled;

    /// <summary>What is broken now.</summary>
    public FaultState Current { get; private set; } = FaultState.None;

    /// <summary>A host loses power.</summary>
    public void TakeDown(IPv4Address host) => Change(now => now with { HostsDown = now.HostsDown.Add(host) });

    /// <summary>A host has power again; its connections are gone.</summary>
    public void BringUp(IPv4Address host) => Change(now => now with { HostsDown = now.HostsDown.Remove(host) });

    /// <summary>Nothing gets between these regions, by label; the same one twice cuts its hosts off from each other.</summary>
    public void Partition(string a, string b) => Change(now => now with { Cuts = now.Cuts.Add(FaultState.Pair(a, b)) });

    /// <summary>Nothing gets in or out of this region.</summary>
    public void Isolate(string region) => Change(now => now with { Isolated = now.Isolated.Add(region) });

    /// <summary>Worsens the path between these regions, in both directions; replaces an earlier worsening.</summary>
    public void Degrade(string a, string b, PathDegradation how) => Degrade(a, b, _ => how);

    /// <summary>Worsens the path between these regions further, or less: told how it is, says how it shall be.</summary>
    public void Degrade(string a, string b, Func<PathDegradation, PathDegradation> how) => Change(now =>
    {
        var degradation = how(now.Degradation(a, b));
        ArgumentOutOfRangeException.ThrowIfNegative(degradation.LatencyFactor, nameof(how));
        ArgumentOutOfRangeException.ThrowIfNegative(degradation.ExtraLoss, nameof(how));
        var pair = FaultState.Pair(a, b);
        return now with { Degraded = degradation == PathDegradation.None ? now.Degraded.Remove(pair) : now.Degraded.SetItem(pair, degradation) };
    });

    /// <summary>A host's access link runs at this share of its rate, more than 0.</summary>
    public void DegradeLink(IPv4Address host, double rateFactor)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rateFactor);
        Change(now => now with { Links = now.Links.SetItem(host, rateFactor) });
    }

    /// <summary>Heals whatever is wrong with the path between these regions, except that one of them is isolated.</summary>
    public void Heal(string a, string b) => Change(now => now with
    {
        Cuts = now.Cuts.Remove(FaultState.Pair(a, b)),
        Degraded = now.Degraded.Remove(FaultState.Pair(a, b)),
    });

    /// <summary>Heals everything that is wrong between this region and others, and within it; its hosts and their links stay as they are.</summary>
    public void Heal(string region) => Change(now => now with
    {
        Cuts = now.Cuts.Except(now.Cuts.Where(pair => pair.A == region || pair.B == region)),
        Isolated = now.Isolated.Remove(region),
        Degraded = now.Degraded.RemoveRange(now.Degraded.Keys.Where(pair => pair.A == region || pair.B == region)),
    });

    /// <summary>Ends a region's isolation.</summary>
    public void Rejoin(string region) => Change(now => now with { Isolated = now.Isolated.Remove(region) });

    /// <summary>A host has power again, and its access link its full rate.</summary>
    public void Heal(IPv4Address host) => Change(now => now with { HostsDown = now.HostsDown.Remove(host), Links = now.Links.Remove(host) });

    /// <summary>The host's access link has its full rate again.</summary>
    public void HealLink(IPv4Address host) => Change(now => now with { Links = now.Links.Remove(host) });

    /// <summary>All is well again.</summary>
    public void HealAll() => Change(_ => FaultState.None);

    private void Change(Func<FaultState, FaultState> change)
    {
        // Held while the network applies the change, so that two changes cannot be applied in the wrong order. The network delivers nothing under it.
        lock (gate)
        {
            var before = Current;
            Current = change(before);
            Changed?.Invoke(before, Current);
        }

        Settled?.Invoke();
    }
}
