namespace NetMesh.Clock;

/// <summary>The virtual clock as the framework sees time. Timers fire on the clock's loop; <see cref="Task.Delay(TimeSpan, TimeProvider)"/> works.</summary>
internal sealed class VirtualTimeProvider(VirtualClock clock) : TimeProvider
{
    public override long TimestampFrequency => Nanoseconds.PerSecond;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override long GetTimestamp() => clock.NowNs;

    public override DateTimeOffset GetUtcNow() => VirtualClock.Epoch.AddTicks(clock.NowNs / 100);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new VirtualTimer(clock, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class VirtualTimer(VirtualClock clock, TimerCallback callback, object? state) : ITimer, ITimedEvent
    {
        private EventHandle planned;
        private long periodNs;
        private bool disposed;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            if (disposed)
            {
                return false;
            }

            clock.Cancel(planned);
            planned = default;
            periodNs = IsNever(period, nameof(period)) || period == TimeSpan.Zero ? 0 : period.ToNanoseconds();
            if (!IsNever(dueTime, nameof(dueTime)))
            {
                planned = clock.Schedule(clock.NowNs + dueTime.ToNanoseconds(), this);
            }

            return true;
        }

        public void Fire(long nowNs, long argument)
        {
            // The next beat is planned first, so that the callback can change or end the timer.
            planned = periodNs > 0 ? clock.Schedule(nowNs + periodNs, this) : default;
            callback(state);
        }

        public void Dispose()
        {
            if (!disposed)
            {
                clock.Cancel(planned);
                disposed = true;
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private static bool IsNever(TimeSpan duration, string name)
        {
            if (duration == Timeout.InfiniteTimeSpan)
            {
                return true;
            }

            ArgumentOutOfRangeException.ThrowIfLessThan(duration, TimeSpan.Zero, name);
            return false;
        }
    }
}
