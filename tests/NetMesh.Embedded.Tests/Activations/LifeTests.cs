using Microsoft.Extensions.DependencyInjection;
using NetMesh.Clock;

namespace NetMesh.Embedded.Tests.Activations;

public class LifeTests
{
    private readonly LifeBook book = new();

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_grain_that_leaves_is_deactivated_and_the_next_call_activates_it_anew(bool virtualClock)
    {
        await using var host = Start(virtualClock);
        var grain = host.Grains.GetGrain<ILifeGrain>("g");
        Assert.Equal(1, await host.Get(grain.Use()));
        Assert.Equal(2, await host.Get(grain.Use()));
        await host.Do(grain.Leave());
        Assert.Equal(1, await host.Get(grain.Use()));
        Assert.Equal("activated, deactivated ApplicationRequested, activated", book.Text);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Calls_that_wait_for_a_slow_activation_or_a_leaving_grain_are_not_lost(bool virtualClock)
    {
        book.SlowActivation = true;
        await using var host = Start(virtualClock);
        var grain = host.Grains.GetGrain<ILifeGrain>("g");
        var calls = new[] { grain.Use().AsTask(), grain.Use().AsTask() };
        var leave = grain.Leave();
        var after = grain.Use().AsTask();
        Assert.Equal("1 2", string.Join(" ", await host.Get(Task.WhenAll(calls))));
        await host.Do(leave);
        Assert.True(await host.Get(after) is 1 or 3);
        await host.Get(grain.Use());
        Assert.Equal(2, book.Text.Split(", ").Count(line => line == "activated"));
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_failed_activation_is_the_failure_of_the_calls_that_wait_and_the_next_call_tries_again(bool slow)
    {
        book.FailActivation = true;
        book.SlowActivation = slow;
        await using var host = Start(virtualClock: true);
        var grain = host.Grains.GetGrain<ILifeGrain>("g");
        var calls = new[] { grain.Use().AsTask(), grain.Use().AsTask() };
        foreach (var call in calls)
        {
            Assert.Equal("cannot begin", (await Assert.ThrowsAsync<InvalidDataException>(() => host.Get(call))).Message);
        }

        Assert.Equal(0, host.ActivationCount);
        book.FailActivation = false;
        Assert.Equal(1, await host.Get(grain.Use()));
    }

    [Fact]
    public async Task A_grain_unused_for_the_idle_age_is_collected_unless_something_keeps_it()
    {
        await using var host = Start(virtualClock: true, options => options.IdleAge = TimeSpan.FromMinutes(4));
        await host.Get(host.Grains.GetGrain<ILifeGrain>("idle").Use());
        await host.Do(host.Grains.GetGrain<ILifeGrain>("delayed").Delay(TimeSpan.FromMinutes(20)));
        await host.Do(host.Grains.GetGrain<ILifeGrain>("kept").StartTimer(TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1), keepAlive: true));
        await host.Do(host.Grains.GetGrain<ILifeGrain>("ticking").StartTimer(TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1)));
        host.RunFor(TimeSpan.FromMinutes(3.5));
        Assert.Equal(4, host.ActivationCount);
        host.RunFor(TimeSpan.FromMinutes(3));
        Assert.Equal(2, host.ActivationCount);
        Assert.NotNull(host.SiloOf(host.Grains.GetGrain<ILifeGrain>("kept").GetGrainId()));
        Assert.NotNull(host.SiloOf(host.Grains.GetGrain<ILifeGrain>("delayed").GetGrainId()));
        host.RunFor(TimeSpan.FromMinutes(25));
        Assert.Equal(1, host.ActivationCount);
    }

    [Fact]
    public async Task Stopping_the_host_deactivates_every_grain()
    {
        await using (var host = Start(virtualClock: false))
        {
            await host.Grains.GetGrain<ILifeGrain>("a").Use();
            await host.Grains.GetGrain<ILifeGrain>("b").Use();
        }

        Assert.Equal(2, book.Text.Split(", ").Count(line => line == "deactivated ShuttingDown"));
    }

    [Fact]
    public async Task A_timer_ticks_at_its_times_and_counts_its_period_from_the_end_of_a_tick()
    {
        await using var host = Start(virtualClock: true);
        var grain = host.Grains.GetGrain<ILifeGrain>("g");
        await host.Do(grain.StartTimer(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(2)));
        host.RunFor(TimeSpan.FromSeconds(5.5));
        Assert.Equal("activated, tick 1, tick 3, tick 5", book.Text);
        await host.Do(grain.ChangeTimer(TimeSpan.FromSeconds(3), Timeout.InfiniteTimeSpan));
        host.RunFor(TimeSpan.FromSeconds(10));
        Assert.Equal("activated, tick 1, tick 3, tick 5, tick 8.5", book.Text);
        await host.Do(grain.ChangeTimer(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1)));
        await host.Do(grain.StopTimer());
        host.RunFor(TimeSpan.FromSeconds(10));
        Assert.EndsWith("tick 8.5", book.Text, StringComparison.Ordinal);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_tick_waits_for_the_call_under_way_unless_the_timer_interleaves(bool interleave)
    {
        await using var host = Start(virtualClock: true);
        var grain = host.Grains.GetGrain<ILifeGrain>("g");
        await host.Do(grain.StartTimer(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10), interleave));
        await host.Do(grain.Busy(TimeSpan.FromSeconds(2)));
        host.RunUntilIdle();
        Assert.Equal(interleave ? "activated, busy 0, tick 1, done 2" : "activated, busy 0, done 2, tick 2", book.Text);
    }

    [Fact]
    public async Task A_timer_ends_with_its_activation()
    {
        await using var host = Start(virtualClock: true);
        var grain = host.Grains.GetGrain<ILifeGrain>("g");
        await host.Do(grain.StartTimer(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1)));
        await host.Do(grain.Leave());
        host.RunFor(TimeSpan.FromSeconds(5));
        Assert.DoesNotContain("tick", book.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tick_that_waits_ends_with_its_activation()
    {
        var host = Start(virtualClock: true);
        var grain = host.Grains.GetGrain<ILifeGrain>("g");
        await host.Do(grain.StartTimer(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1)));
        _ = grain.Busy(TimeSpan.FromSeconds(3));
        host.RunFor(TimeSpan.FromSeconds(2));
        await host.DisposeAsync();
        Assert.Equal("activated, busy 0, done 3, deactivated ShuttingDown", book.Text);
    }

    private EmbeddedHost Start(bool virtualClock, Action<EmbeddedHostOptions>? configure = null) => Hosts.On(virtualClock, options =>
    {
        options.ConfigureServices = services => services.AddSingleton(book);
        configure?.Invoke(options);
    });
}
