using NetMesh.Clock;
using NetMesh.GrainModel.Calls;

namespace NetMesh.Embedded.Traces;

/// <summary>Folds the order of calls, (time, grain, method, payload), into one running hash.</summary>
public sealed class TraceRecorder : IDisposable
{
    private IEventClock? clock;

    /// <summary>All calls so far, folded.</summary>
    public ulong Hash { get; private set; }

    /// <summary>Calls so far.</summary>
    public long Count { get; private set; }

    internal void Use(IEventClock given) => clock = given;

    internal void Record(ulong target, ulong method, ulong payload)
    {
        Hash = TracePayload.Mix(TracePayload.Mix(Hash, (ulong)clock!.NowNs ^ target), method ^ (payload * 0x9E3779B97F4A7C15));
        Count++;
    }

    public void Dispose()
    {
    }
}
