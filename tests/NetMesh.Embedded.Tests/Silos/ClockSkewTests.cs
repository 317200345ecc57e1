using Microsoft.Extensions.DependencyInjection;
using NetMesh.Clock;
using NetMesh.Embedded.Silos;

namespace NetMesh.Embedded.Tests.Silos;

/// <summary>Silos whose clocks are wrong.</summary>
public sealed class ClockSkewTests
{
    private static readonly ClockSkew Fast = new(TimeSpan.FromDays(3), TimeSpan.FromMinutes(-7), DriftPartsPerMillion: 1000);

    [Fact]
    public async Task Calendar_is_off_and_drifts_and_uptime_counts_from_elsewhere()
    {
        await using var host = Start();
        var (one, two) = (Time(host, "one"), Time(host, "two"));
        Assert.Equal(TimeSpan.FromMinutes(-7), two.GetUtcNow() - one.GetUtcNow());
        Assert.Equal(TimeSpan.FromDays(3), one.GetElapsedTime(one.GetTimestamp(), two.GetTimestamp()));
        host.RunFor(TimeSpan.FromSeconds(1000));
        Assert.Equal(TimeSpan.FromMinutes(-7) + TimeSpan.FromSeconds(1), two.GetUtcNow() - one.GetUtcNow());
        Assert.Equal(TimeSpan.FromDays(3), one.GetElapsedTime(one.GetTimestamp(), two.GetTimestamp()));
    }

    [Fact]
    public async Task What_a_silo_plans_happens_when_its_own_clock_says_so()
    {
        await using var host = Start();
        var clock = host.ServicesOf("two").GetRequiredService<IEventClock>();
        var bell = new Bell();
        clock.Schedule(clock.NowNs + TimeSpan.FromSeconds(5).ToNanoseconds(), bell, 42);
        host.RunFor(TimeSpan.FromSeconds(4.9));
        Assert.Equal((0, 0), bell.Rang);
        host.RunFor(TimeSpan.FromSeconds(0.1));
        Assert.Equal((clock.NowNs, 42), bell.Rang);
    }

    [Fact]
    public async Task Clock_is_as_wrong_in_the_silos_next_life()
    {
        await using var host = Start();
        await host.KillAsync("two");
        host.RunFor(TimeSpan.FromMinutes(1));
        await host.StartSiloAsync("two");
        Assert.Equal(TimeSpan.FromMinutes(-7), Time(host, "two").GetUtcNow() - Time(host, "one").GetUtcNow());
    }

    [Fact]
    public void Machine_cannot_have_been_up_for_less_than_no_time() =>
        Assert.Throws<ArgumentException>(() => Start(Fast with { Uptime = TimeSpan.FromSeconds(-1) }));

    private static EmbeddedHost Start(ClockSkew? skew = null) => ApartHosts.Start(virtualClock: true, (_, _) => { }, configure: options =>
        options.Silos[1] = options.Silos[1] with { Skew = skew ?? Fast });

    private static TimeProvider Time(EmbeddedHost host, string silo) => host.ServicesOf(silo).GetRequiredService<TimeProvider>();

    private sealed class Bell : ITimedEvent
    {
        public (long AtNs, long Argument) Rang { get; private set; }

        public void Fire(long nowNs, long argument) => Rang = (nowNs, argument);
    }
}
