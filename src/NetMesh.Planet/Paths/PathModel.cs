using NetMesh.Clock;
using NetMesh.Planet.Faults;
using NetMesh.Planet.Regions;

namespace NetMesh.Planet.Paths;

/// <summary>
/// Latency, jitter and loss between any two regions: from the map (great circle × route inflation at 200,000 km/s), unless overridden, with the
/// present faults on top.
/// </summary>
internal sealed class PathModel
{
    private readonly NetworkOptions options;
    private readonly IReadOnlyList<Region> regions;
    private readonly RegionPath[] paths;

    /// <exception cref="ArgumentException">An override names a region that the planet does not have.</exception>
    public PathModel(IReadOnlyList<Region> regions, NetworkOptions options, RandomStreams streams)
    {
        this.options = options;
        this.regions = regions;
        paths = new RegionPath[regions.Count * regions.Count];
        for (var i = 0; i < paths.Length; i++)
        {
            string from = regions[i / regions.Count].Label, to = regions[i % regions.Count].Label;
            // A stream per path, so that traffic elsewhere does not change what happens here.
            paths[i] = new RegionPath(from, to, streams.Get($"network/path/{from}/{to}"));
        }

        foreach (var differing in options.Paths)
        {
            if (regions.All(region => region.Label != differing.A) || regions.All(region => region.Label != differing.B))
            {
                throw new ArgumentException($"the path {differing.A} to {differing.B} names a region that the planet does not have", nameof(options));
            }
        }

        Apply(FaultState.None);
    }

    /// <summary>Every ordered pair, by region.</summary>
    public IReadOnlyList<RegionPath> All => paths;

    /// <summary>The path between the regions with these places in the planet's list.</summary>
    public RegionPath Between(int from, int to) => paths[(from * regions.Count) + to];

    /// <summary>Recomputes every path under these faults.</summary>
    public void Apply(FaultState faults)
    {
        for (var a = 0; a < regions.Count; a++)
        {
            for (var b = 0; b < regions.Count; b++)
            {
                var path = Between(a, b);
                var differing = options.Paths.LastOrDefault(pair => Joins(pair.A, pair.B, path));
                var latency = differing?.Latency ?? Max(GreatCircle.Propagation(regions[a], regions[b], options.RouteInflation), options.LeastLatency);
                path.JitterNs = (differing?.Jitter ?? options.Jitter).ToNanoseconds();
                path.Loss = differing?.Loss ?? options.Loss;
                path.IsCut = faults.IsCut(path.From, path.To);
                var degraded = faults.Degradation(path.From, path.To);
                path.LatencyNs = (long)(latency.ToNanoseconds() * degraded.LatencyFactor);
                path.Loss = Math.Min(1, path.Loss + degraded.ExtraLoss);
            }
        }
    }

    private static bool Joins(string a, string b, RegionPath path) =>
        (path.From == a && path.To == b) || (path.From == b && path.To == a);

    private static TimeSpan Max(TimeSpan a, TimeSpan b) => a > b ? a : b;
}
