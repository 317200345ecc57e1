using System.Collections.Immutable;
using NetMesh.Clock;
using NetMesh.Contracts.Sites;
using NetMesh.Protocols.Wire;

namespace NetMesh.Grains.Sites;

/// <summary>
/// Frames on their way to one other process. Those that come in one moment go as one call: the first of them plans an event for now, and by the time the
/// clock comes to it, the others are there.
/// </summary>
internal sealed class TrunkOutbox(IEventClock clock, SiteId here, ISite self, ISite other) : ITimedEvent
{
    // A call holds what it holds in memory twice while it crosses; a megabyte of blocks is enough to make a call's own cost small.
    private const int MostItems = 64;

    private readonly Lock gate = new();
    private ImmutableArray<TrunkItem>.Builder waiting = ImmutableArray.CreateBuilder<TrunkItem>();
    private bool isPlanned;

    public void Add(ConnectionEnd to, long sequence, TrunkFrame frame)
    {
        TrunkBatch? full = null;
        bool plans;
        lock (gate)
        {
            waiting.Add(new TrunkItem(to, sequence, frame));
            full = waiting.Count >= MostItems ? Take() : null;
            plans = !isPlanned && full is null;
            isPlanned |= plans;
        }

        if (full is not null)
        {
            Send(full);
        }
        else if (plans)
        {
            clock.Schedule(clock.NowNs, this);
        }
    }

    public void Fire(long nowNs, long argument)
    {
        TrunkBatch batch;
        lock (gate)
        {
            isPlanned = false;
            batch = Take();
        }

        if (batch.Items.Length > 0)
        {
            Send(batch);
        }
    }

    private TrunkBatch Take()
    {
        var batch = new TrunkBatch(here, waiting.ToImmutable());
        waiting.Clear();
        return batch;
    }

    private void Send(TrunkBatch batch) => OneWay.Send(other, (self, batch), static (site, sent) => site.Receive(sent.self, sent.batch));
}
