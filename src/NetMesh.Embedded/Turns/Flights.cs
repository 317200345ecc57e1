using NetMesh.Clock;
using NetMesh.GrainModel.Calls;

namespace NetMesh.Embedded.Turns;

/// <summary>
/// The calls whose callers wait and that did not end at once, so that each of them ends: by its outcome, by the response timeout, or by the death of
/// its silo. All have the same timeout, so a lane in order of arrival is in order of deadline. Several lanes keep threads out of each other's way;
/// on the virtual clock there is one, and its order is the same in every run.
/// </summary>
internal sealed class Flights : ITimedEvent
{
    private readonly IEventClock clock;
    private readonly long timeoutNs;
    private readonly Lane[] lanes;
    private int watching;

    public Flights(IEventClock clock, TimeSpan timeout)
    {
        this.clock = clock;
        timeoutNs = timeout.ToNanoseconds();
        lanes = new Lane[clock.IsVirtual ? 1 : 16];
        for (var index = 0; index < lanes.Length; index++)
        {
            lanes[index] = new Lane();
        }
    }

    /// <summary>Calls under way, for the metrics.</summary>
    public int Count => lanes.Sum(lane => lane.Count);

    public void Add(GrainCall call)
    {
        var index = Environment.CurrentManagedThreadId % lanes.Length;
        var now = clock.NowNs;
        var lane = lanes[index];
        lock (lane)
        {
            if (!call.IsPending || (call.Method.Rules & CallRules.OneWay) != 0)
            {
                return;
            }

            call.DeadlineNs = timeoutNs > long.MaxValue - now ? long.MaxValue : now + timeoutNs;
            call.FlightLane = index;
            lane.Append(call);
        }

        if (Volatile.Read(ref watching) == 0 && Interlocked.Exchange(ref watching, 1) == 0)
        {
            clock.Schedule(call.DeadlineNs, this);
        }
    }

    public void Remove(GrainCall call)
    {
        if (call.FlightLane >= 0)
        {
            var lane = lanes[call.FlightLane];
            lock (lane)
            {
                lane.Unlink(call);
            }
        }
    }

    /// <summary>Ends calls whose deadline has passed, and comes back for the next one.</summary>
    public void Fire(long nowNs, long argument)
    {
        foreach (var call in GiveUp(call => call.DeadlineNs <= nowNs, inOrder: true))
        {
            call.Fail(new TimeoutException(
                $"No response to {call.Method} on {call.Target!.GrainId} within {TimeSpan.FromTicks(timeoutNs / 100)}. The grain may be waiting for its own caller."));
            Publish(call);
        }

        var next = long.MaxValue;
        foreach (var lane in lanes)
        {
            lock (lane)
            {
                next = Math.Min(next, lane.First?.DeadlineNs ?? long.MaxValue);
            }
        }

        if (next < long.MaxValue)
        {
            clock.Schedule(next, this);
            return;
        }

        // Nothing to watch. A call that came between the look and this line is seen by the next call, or by this second look.
        Volatile.Write(ref watching, 0);
        if (Count > 0 && Interlocked.Exchange(ref watching, 1) == 0)
        {
            clock.Schedule(nowNs + timeoutNs, this);
        }
    }

    /// <summary>Ends all calls to these runners with an error.</summary>
    public void Fail(Func<ICallRunner, bool> lost, Func<GrainCall, Exception> error)
    {
        foreach (var call in GiveUp(call => call.Runner is { } runner && lost(runner), inOrder: false))
        {
            call.Fail(error(call));
            Publish(call);
        }
    }

    /// <summary>Hands a call's outcome to its caller, unless that was told of another one already.</summary>
    public void Conclude(GrainCall call)
    {
        if (call.TryClaim())
        {
            Remove(call);
            Publish(call);
        }
    }

    /// <summary>Ends a call that failed before it reached its grain.</summary>
    public void Fail(GrainCall call, Exception error)
    {
        if (call.TryGiveUp())
        {
            Remove(call);
            call.Fail(error);
            Publish(call);
        }
    }

    // A caller that is no grain may go on inside of this very call: not with the context of whoever ends it.
    private void Publish(GrainCall call)
    {
        var here = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        call.Publish(asynchronously: !clock.IsVirtual);
        SynchronizationContext.SetSynchronizationContext(here);
    }

    private List<GrainCall> GiveUp(Func<GrainCall, bool> which, bool inOrder)
    {
        var found = new List<GrainCall>();
        foreach (var lane in lanes)
        {
            lock (lane)
            {
                for (var call = lane.First; call is not null;)
                {
                    var next = call.FlightNext;
                    if (which(call))
                    {
                        if (call.TryGiveUp())
                        {
                            lane.Unlink(call);
                            found.Add(call);
                        }
                    }
                    else if (inOrder)
                    {
                        break;
                    }

                    call = next;
                }
            }
        }

        return found;
    }

    private sealed class Lane
    {
        public GrainCall? First { get; private set; }

        public int Count { get; private set; }

        private GrainCall? Last { get; set; }

        public void Append(GrainCall call)
        {
            call.FlightPrevious = Last;
            call.FlightNext = null;
            if (Last is null)
            {
                First = call;
            }
            else
            {
                Last.FlightNext = call;
            }

            Last = call;
            Count++;
        }

        public void Unlink(GrainCall call)
        {
            if (call.FlightLane < 0)
            {
                return;
            }

            call.FlightLane = -1;
            if (call.FlightPrevious is null)
            {
                First = call.FlightNext;
            }
            else
            {
                call.FlightPrevious.FlightNext = call.FlightNext;
            }

            if (call.FlightNext is null)
            {
                Last = call.FlightPrevious;
            }
            else
            {
                call.FlightNext.FlightPrevious = call.FlightPrevious;
            }

            call.FlightNext = null;
            call.FlightPrevious = null;
            Count--;
        }
    }
}
