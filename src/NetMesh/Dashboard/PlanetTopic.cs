using NetMesh.Control;
using NetMesh.Labs.Moments;
using NetMesh.Planet;
using NetMesh.Planet.Hosts;

namespace NetMesh.Dashboard;

/// <summary><c>/api/live</c>: the planet at a glance.</summary>
internal sealed class PlanetTopic(LiveSources sources) : ILiveTopic
{
    private IReadOnlyList<Host>? counted;
    private Dictionary<string, int> hostsIn = [];
    private Dictionary<(string From, string To), PathCount>? before;
    private TimeSpan last;

    public ReadOnlyMemory<byte> Start => default;

    public ReadOnlyMemory<byte> Take(TimeSpan at) => EventStream.Event("planet", MomentAt(at), ControlJson.Plain.PlanetMoment);

    private PlanetMoment MomentAt(TimeSpan at)
    {
        var hosts = sources.Map.Hosts;
        if (!ReferenceEquals(hosts, counted))
        {
            // The list is another one only when a host came or went.
            (counted, hostsIn) = (hosts, hosts.CountBy(host => host.Region.Label).ToDictionary(StringComparer.Ordinal));
        }

        var faults = sources.Faults.Listing;
        return new PlanetMoment(
            Math.Round(at.TotalSeconds, 3),
            new HostCounts(hosts.Count, faults.HostsDown.Count),
            sources.Network.ConnectionCount,
            [.. sources.Map.Regions.Select(region => new RegionMoment(region.Label, hostsIn.GetValueOrDefault(region.Label), sources.Gateways.ClientsIn(region.Label)))],
            TrafficUntil(at),
            faults,
            [.. sources.Swarms.All.Select(GlanceAt)]);
    }

    private List<PathTraffic> TrafficUntil(TimeSpan at)
    {
        var now = sources.Network.PathCounts.ToDictionary(path => (path.From, path.To));

        // The first moment shows what is, and no rates.
        before ??= now;
        var seconds = (at - last).TotalSeconds;
        var traffic = new List<PathTraffic>();
        foreach (var (path, count) in now)
        {
            var then = before.GetValueOrDefault(path);
            if (count != then)
            {
                traffic.Add(new PathTraffic(
                    path.From, path.To,
                    MomentSeries.PerSecond(count.Bytes - then.Bytes, seconds),
                    MomentSeries.PerSecond(count.Messages - then.Messages, seconds),
                    MomentSeries.PerSecond(count.Drops - then.Drops, seconds)));
            }
        }

        (before, last) = (now, at);
        return traffic;
    }

    private SwarmGlance GlanceAt(Planets.PlanetSwarm swarm)
    {
        var count = sources.CountOf(swarm);
        return new SwarmGlance(
            swarm.Name, swarm.Torrent.Name, swarm.Torrent.Shape.PieceCount, count.Seeding, count.Leeching, count.Finished, count.Spread.Rarest, count.Spread.Least,
            count.Entropy is { } entropy ? Math.Round(entropy, 4) : null);
    }
}
