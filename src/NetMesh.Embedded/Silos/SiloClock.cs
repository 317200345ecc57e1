using NetMesh.Clock;

namespace NetMesh.Embedded.Silos;

/// <summary>
/// The host's clock as one silo has it: what the silo planned never happens once it is dead, and the calls made by what it planned are its own. It shows
/// another time where the silo's clocks are wrong.
/// </summary>
internal sealed class SiloClock(IEventClock clock, Silo silo) : IEventClock
{
    private readonly long uptimeNs = silo.Skew.Uptime.ToNanoseconds();

    public long NowNs => clock.NowNs + uptimeNs;

    public bool IsVirtual => clock.IsVirtual;

    public TimeProvider TimeProvider { get; } = new SiloTimeProvider(clock.TimeProvider, silo);

    public EventHandle Schedule(long atNs, ITimedEvent target, long argument = 0) =>
        clock.Schedule(atNs - uptimeNs, new SiloEvent(silo, target, uptimeNs), argument);

    public bool Cancel(EventHandle handle) => clock.Cancel(handle);

    private sealed class SiloEvent(Silo silo, ITimedEvent target, long uptimeNs) : ITimedEvent
    {
        public void Fire(long nowNs, long argument)
        {
            if (silo.IsAlive)
            {
                using (silo.Outside.Enter())
                {
                    target.Fire(nowNs + uptimeNs, argument);
                }
            }
        }
    }

    /// <summary>The same for timers of the framework's.</summary>
    private sealed class SiloTimeProvider(TimeProvider time, Silo silo) : TimeProvider
    {
        private readonly long startedAt = time.GetTimestamp();
        private readonly long uptime = (long)(silo.Skew.Uptime.TotalSeconds * time.TimestampFrequency);
        private readonly ClockSkew skew = silo.Skew;

        public override long TimestampFrequency => time.TimestampFrequency;

        public override TimeZoneInfo LocalTimeZone => time.LocalTimeZone;

        public override long GetTimestamp() => time.GetTimestamp() + uptime;

        public override DateTimeOffset GetUtcNow() => time.GetUtcNow() + skew.CalendarError(time.GetElapsedTime(startedAt));

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => time.CreateTimer(
            given =>
            {
                if (silo.IsAlive)
                {
                    using (silo.Outside.Enter())
                    {
                        callback(given);
                    }
                }
            },
            state,
            dueTime,
            period);
    }
}
