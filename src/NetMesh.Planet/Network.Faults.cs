using NetMesh.Clock;
using NetMesh.Planet.Faults;
using NetMesh.Planet.Traffic;
using NetMesh.Protocols.Addressing;

namespace NetMesh.Planet;

// What faults do to traffic; see FaultBoard for what they mean.
public sealed partial class Network
{
    private readonly List<Flow> stalled = [];

    public bool Reaches(IPv4Address from, IPv4Address to)
    {
        Enter();
        try
        {
            return Reaches(PortOf(from), PortOf(to));
        }
        finally
        {
            Leave();
        }
    }

    private bool Reaches(HostPort sender, HostPort receiver) => !sender.IsDown && !receiver.IsDown && !paths.Between(sender.Region, receiver.Region).IsCut;

    /// <summary>A stream has something to send and its path is cut: it waits. Not so under TCP, which does not know and tries.</summary>
    internal bool Stall(Flow flow)
    {
        if (flow.Connection is null || flow.Tcp is not null)
        {
            return false;
        }

        flow.Hold |= FlowHold.Stalled;
        flow.StallTimer = Clock.Schedule(Clock.NowNs + Options.StallTimeout.ToNanoseconds(), flow);
        stalled.Add(flow);
        return true;
    }

    internal void StallTimedOut(Flow flow)
    {
        gate?.Enter();
        try
        {
            stalled.Remove(flow);
            if (!isDisposed && (flow.Hold & FlowHold.Stalled) != 0)
            {
                Abort(flow.Connection!);
            }
        }
        finally
        {
            Leave();
        }
    }

    private void ApplyFaults(FaultState before, FaultState after)
    {
        loop?.ThrowOnForeignThread();
        gate?.Enter();
        try
        {
            paths.Apply(after);
            foreach (var host in before.HostsDown.Union(after.HostsDown))
            {
                if (after.HostsDown.Contains(host) && !before.HostsDown.Contains(host))
                {
                    // While it still has power, or its last resets would not leave it.
                    ResetConnectionsOf(host);
                }

                if (map.HostAt(host) is not null)
                {
                    ApplyFaultsTo(PortOf(host), after);
                }
            }

            foreach (var host in before.Links.Keys.Union(after.Links.Keys))
            {
                if (map.HostAt(host) is not null)
                {
                    ApplyFaultsTo(PortOf(host), after);
                }
            }

            ReleaseStalled();
        }
        finally
        {
            gate?.Exit();
        }
    }

    private static void ApplyFaultsTo(HostPort port, FaultState faults)
    {
        var address = port.Host!.Address;
        port.IsDown = faults.HostsDown.Contains(address);
        port.SetRate(faults.Links.GetValueOrDefault(address, 1));
    }

    private void ReleaseStalled()
    {
        var waiting = stalled.ToArray();
        stalled.Clear();
        foreach (var flow in waiting)
        {
            if (!flow.Connection!.IsAlive)
            {
                continue;
            }

            if (flow.Path.IsCut)
            {
                stalled.Add(flow);
                continue;
            }

            Clock.Cancel(flow.StallTimer);
            if (Options.Bug != PlantedBug.StalledStreamsForgotten)
            {
                Release(flow, FlowHold.Stalled);
            }
        }
    }
}
