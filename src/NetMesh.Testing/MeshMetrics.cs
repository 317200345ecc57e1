using System.Collections.Concurrent;
using System.Globalization;
using NetMesh.Labs.Telemetry;
using NetMesh.Planet.Hosts;

namespace NetMesh.Testing;

/// <summary>A number that the mesh counted.</summary>
/// <param name="Name">As <c>/metrics</c> names it: begins with <c>netmesh_</c>, ends in its unit, and in <c>_total</c> for a counter.</param>
/// <param name="Tags">What it was counted for.</param>
/// <param name="Value">The counter's or gauge's value; of a histogram the sum of what it saw.</param>
public sealed record MetricReading(string Name, IReadOnlyDictionary<string, string> Tags, double Value);

/// <summary>
/// The numbers that one mesh counts: those of its network, host and gateways are its own, whatever else runs in the process; those of peers
/// (<c>netmesh_peer_…</c>) are counted for all meshes of the process together.
/// </summary>
public sealed class MeshMetrics : IDisposable
{
    private readonly MetricRecorder recorder;

    /// <param name="maps">The directories of the mesh's networks: what is counted in their names is the mesh's own.</param>
    internal MeshMetrics(ConcurrentDictionary<PlanetMap, bool> maps) => recorder = new MetricRecorder(scope => scope is PlanetMap map && maps.ContainsKey(map));

    /// <summary>All numbers as they stand, by name.</summary>
    public IReadOnlyList<MetricReading> Read()
    {
        var readings = new List<MetricReading>();
        foreach (var metric in recorder.Collect())
        {
            foreach (var series in metric.Series)
            {
                lock (series)
                {
                    readings.Add(new MetricReading(metric.Name, TagsOf(series), series.Value));
                }
            }
        }

        return readings;
    }

    /// <summary>The sum over everything of this name that has these tags; 0 when nothing was counted.</summary>
    /// <param name="name">As <see cref="MetricReading.Name"/> has it.</param>
    /// <param name="tags">Tags and their values; none: all there is.</param>
    public double Sum(string name, params ReadOnlySpan<(string Tag, string Value)> tags)
    {
        var sum = 0.0;
        foreach (var reading in Read())
        {
            sum += reading.Name == name && Has(reading, tags) ? reading.Value : 0;
        }

        return sum;
    }

    /// <summary>Ends the counting.</summary>
    public void Dispose() => recorder.Dispose();

    private static bool Has(MetricReading reading, ReadOnlySpan<(string Tag, string Value)> tags)
    {
        foreach (var (tag, value) in tags)
        {
            if (reading.Tags.GetValueOrDefault(tag) != value)
            {
                return false;
            }
        }

        return true;
    }

    private static Dictionary<string, string> TagsOf(Series series) => series.Tags.ToDictionary(
        tag => tag.Key, tag => Convert.ToString(tag.Value, CultureInfo.InvariantCulture) ?? "", StringComparer.Ordinal);
}
