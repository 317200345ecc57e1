using System.Diagnostics.Metrics;

namespace NetMesh.Planet;

// The end of it, and its counters: they live in the paths, where each message touches them anyway, and are read only when somebody asks.
public sealed partial class Network : IDisposable
{
    private readonly NetworkMetrics metrics;
    private volatile bool isDisposed;

    /// <summary>
    /// The network falls silent, as when its process dies: nothing more is handed over, what is due does not happen, and calls do nothing. Nobody is told.
    /// </summary>
    public void Dispose()
    {
        isDisposed = true;
        Faults.Changed -= ApplyFaults;
        Faults.Settled -= HandOver;
        metrics.Dispose();
    }

    /// <summary>Wire bytes and messages that entered paths, and datagrams dropped, since the start.</summary>
    public (long Bytes, long Messages, long Drops) Totals
    {
        get
        {
            long bytes = 0, messages = 0, drops = 0;
            foreach (var path in paths.All)
            {
                bytes += path.Bytes;
                messages += path.Messages;
                drops += path.Drops;
            }

            return (bytes, messages, drops);
        }
    }

    /// <summary>The same for every ordered pair of regions between which anything went, by label.</summary>
    public IReadOnlyList<PathCount> PathCounts =>
        [.. paths.All.Where(path => path.IsUsed).Select(path => new PathCount(path.From, path.To, path.Bytes, path.Messages, path.Drops))];

    private sealed class NetworkMetrics : IDisposable
    {
        private readonly Meter meter;

        public NetworkMetrics(Network network)
        {
            // The directory tells one planet's numbers from another's in the same process.
            meter = new Meter(new MeterOptions("NetMesh.Planet") { Scope = network.map });
            meter.CreateObservableCounter("netmesh_network_bytes", () => PerPath(network, path => path.Bytes), "By", "Bytes, with headers, that entered the path");
            meter.CreateObservableCounter("netmesh_network_messages", () => PerPath(network, path => path.Messages), null, "Messages that entered the path");
            meter.CreateObservableCounter("netmesh_network_drops", () => PerPath(network, path => path.Drops), null, "Datagrams, and with transport tcp segments of streams, lost on the path");
            meter.CreateObservableGauge("netmesh_network_connections", () => network.ConnectionCount, null, "Streams between hosts");
        }

        public void Dispose() => meter.Dispose();

        private static IEnumerable<Measurement<long>> PerPath(Network network, Func<Paths.RegionPath, long> value)
        {
            foreach (var path in network.paths.All)
            {
                // Paths never used would only fill the page.
                if (path.IsUsed)
                {
                    yield return new Measurement<long>(
                        value(path), new KeyValuePair<string, object?>("from", path.From), new KeyValuePair<string, object?>("to", path.To));
                }
            }
        }
    }
}

/// <summary>What went from one region to another since the start, see <see cref="Network.Totals"/>.</summary>
public readonly record struct PathCount(string From, string To, long Bytes, long Messages, long Drops);
