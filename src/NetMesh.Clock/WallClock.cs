using System.Diagnostics;
using NetMesh.Clock.Sleep;
using NetMesh.Clock.Wheel;

namespace NetMesh.Clock;

/// <summary>
/// The machine's own time. Planned events run on one thread of the clock's own, one at a time, in order of (time, order of planning), about a tenth of a
/// millisecond late where the system can sleep that precisely. Safe to call from any thread.
/// </summary>
public sealed class WallClock : IEventClock, IDisposable
{
    private readonly Lock gate = new();
    private readonly EventWheel wheel = new();
    private readonly ISleeper sleeper = Sleeper.ForThisSystem();
    private readonly long startedAt = Stopwatch.GetTimestamp();
    private readonly Action<Exception>? onError;
    private readonly Thread thread;

    // While the thread sleeps: until when. An event planned before that wakes it. long.MinValue while it is awake.
    private long sleepsUntilNs = long.MinValue;
    private bool stopped;

    /// <param name="onError">Hears what an event threw, and the clock goes on. Null: an event's exception ends the process, as on any thread.</param>
    public WallClock(Action<Exception>? onError = null)
    {
        this.onError = onError;
        thread = new Thread(Loop) { IsBackground = true, Name = "netmesh clock" };
        thread.Start();
    }

    public long NowNs
    {
        get
        {
            var ticks = Stopwatch.GetTimestamp() - startedAt;
            return Stopwatch.Frequency == Nanoseconds.PerSecond ? ticks : (long)((Int128)ticks * Nanoseconds.PerSecond / Stopwatch.Frequency);
        }
    }

    public bool IsVirtual => false;

    public TimeProvider TimeProvider => TimeProvider.System;

    /// <summary>Events planned and neither run nor cancelled.</summary>
    public int PendingCount
    {
        get
        {
            lock (gate)
            {
                return wheel.Count;
            }
        }
    }

    public EventHandle Schedule(long atNs, ITimedEvent target, long argument = 0)
    {
        EventHandle handle;
        bool wake;
        lock (gate)
        {
            handle = wheel.Add(atNs, target, argument);
            wake = atNs < sleepsUntilNs;
            if (wake)
            {
                // The next caller need not wake it a second time.
                sleepsUntilNs = long.MinValue;
            }
        }

        if (wake)
        {
            sleeper.Wake();
        }

        return handle;
    }

    public bool Cancel(EventHandle handle)
    {
        lock (gate)
        {
            return wheel.Cancel(handle);
        }
    }

    /// <summary>Stops the thread after the event it is running; what is planned is dropped. Later plans are taken and never run.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            if (stopped)
            {
                return;
            }

            stopped = true;
        }

        sleeper.Wake();
        if (Thread.CurrentThread != thread)
        {
            thread.Join();
        }
    }

    private void Loop()
    {
        while (true)
        {
            ITimedEvent target;
            long argument, waitNs = 0;
            bool taken;
            lock (gate)
            {
                if (stopped)
                {
                    break;
                }

                var nowNs = NowNs;
                taken = wheel.TryTake(nowNs, out _, out target, out argument);
                sleepsUntilNs = taken ? long.MinValue : wheel.NotBeforeNs;
                waitNs = sleepsUntilNs - nowNs;
            }

            if (!taken)
            {
                sleeper.Sleep(waitNs);
                continue;
            }

            try
            {
                target.Fire(NowNs, argument);
            }
            catch (Exception error) when (onError is not null)
            {
                onError(error);
            }
        }

        // Here and not in Dispose: nobody else may still be asleep on it, and a late Wake of a disposed sleeper does nothing.
        sleeper.Dispose();
    }
}
