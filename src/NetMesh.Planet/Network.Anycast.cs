using NetMesh.Clock;
using NetMesh.Planet.Traffic;
using NetMesh.Protocols.Addressing;

namespace NetMesh.Planet;

// Addresses that are at several sites (RFC 4786). What is sent to one goes to the site near the sender, as if routers had found it the shortest way: faults move it to
// the next one from then on; what is on its way already goes where it was sent, and a stream stays with the site that it was dialled to.
public sealed partial class Network
{
    /// <inheritdoc/>
    public IPv4Address SiteOf(IPv4Address address, IPv4Address caller)
    {
        if (map.SitesOf(address).Count == 0)
        {
            return address;
        }

        Enter();
        try
        {
            return Site(address, caller);
        }
        finally
        {
            Leave();
        }
    }

    /// <inheritdoc/>
    public TimeSpan? Distance(IPv4Address from, IPv4Address to)
    {
        Enter();
        try
        {
            HostPort sender = PortOf(from), receiver = PortOf(to);
            return Reaches(sender, receiver) && Reaches(receiver, sender) ? Nanoseconds.ToTimeSpan(PropagationNs(sender, receiver, crossesPath: true)) : null;
        }
        finally
        {
            Leave();
        }
    }

    private IPv4Address Site(IPv4Address address, IPv4Address caller)
    {
        var sites = map.SitesOf(address);
        if (sites.Count == 0)
        {
            return address;
        }

        var from = PortOf(caller);
        var best = address;
        var least = (IsOutOfReach: true, Ns: long.MaxValue);
        for (var i = 0; i < sites.Count; i++)
        {
            var to = PortOf(sites[i].Address);
            var cost = (IsOutOfReach: !Reaches(from, to) || !Reaches(to, from), Ns: PropagationNs(from, to, crossesPath: true));
            if (cost.CompareTo(least) < 0)
            {
                (best, least) = (sites[i].Address, cost);
            }
        }

        return best;
    }
}
