using NetMesh.Clock;
using NetMesh.Protocols.Wire;

namespace NetMesh.Labs.Workloads.Objects;

/// <summary>What became of the objects that the workloads of a run move: how long each took from being asked for, or offered, until its last byte had arrived.</summary>
internal sealed class ObjectLog
{
    private readonly List<double> seconds = [];
    private long firstNs = -1;

    /// <summary>In the order in which they arrived.</summary>
    public IReadOnlyList<double> Seconds => seconds;

    public long Bytes { get; private set; }

    /// <summary>From when the first was asked for until the last one arrived.</summary>
    public TimeSpan Span { get; private set; }

    /// <summary>Folds everything that the workloads' programs heard.</summary>
    public ulong Trace { get; private set; }

    public void Arrived(long askedNs, long arrivedNs, long bytes)
    {
        firstNs = firstNs < 0 ? askedNs : Math.Min(firstNs, askedNs);
        Span = Nanoseconds.ToTimeSpan(arrivedNs - firstNs);
        seconds.Add((arrivedNs - askedNs) / (double)Nanoseconds.PerSecond);
        Bytes += bytes;
    }

    public void Heard(long nowNs, ConnectionEnd end, Frame frame) =>
        Trace = TraceMix.Mix(TraceMix.Mix(Trace, (ulong)nowNs, (ulong)end.Value), frame.TraceIdentity);
}
