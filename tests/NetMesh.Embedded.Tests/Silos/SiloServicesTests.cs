using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using NetMesh.Clock;
using NetMesh.Embedded.Silos;
using NetMesh.Embedded.Tests.Activations;
using Orleans.Placement;
using Orleans.Runtime.Placement;

namespace NetMesh.Embedded.Tests.Silos;

public class SiloServicesTests
{
    private readonly LifeBook book = new();

    [Theory, InlineData(true), InlineData(false)]
    public async Task Grains_of_two_silos_have_different_services_and_share_instances(bool virtualClock)
    {
        var shared = new object();
        await using var host = ApartHosts.Start(
            virtualClock,
            (silo, services) => services.AddSingleton(_ => new Badge($"of {silo.Label} in {silo.Metadata!["region"]}")),
            configure: options => options.ConfigureServices += services => services.AddSingleton(shared).AddSingleton<RandomHolder>());
        Assert.Equal("of one in one", await host.Get(host.Grains.GetGrain<IWandererGrain>("one x").Badge()));
        Assert.Equal("of two in two", await host.Get(host.Grains.GetGrain<IWandererGrain>("two x").Badge()));
        Assert.Equal("two 1", await host.Get(host.Grains.GetGrain<IWandererGrain>("two x").Silo()));
        var (one, two) = (host.ServicesOf("one"), host.ServicesOf("two"));
        Assert.Same(shared, one.GetRequiredService<object>());
        Assert.Same(shared, two.GetRequiredService<object>());
        Assert.NotSame(one.GetRequiredService<RandomHolder>(), two.GetRequiredService<RandomHolder>());
        Assert.NotSame(one.GetRequiredService<IGrainFactory>(), two.GetRequiredService<IGrainFactory>());
        Assert.Equal("two", two.GetRequiredService<ILocalSiloDetails>().Name);
        Assert.Same(one, host.Services);
    }

    [Fact]
    public async Task Unless_asked_for_all_silos_have_the_same_services_and_no_hosted_ones()
    {
        await using var host = ApartHosts.Start(
            virtualClock: true, configure: options => options.ConfigureServices += services => services.AddHostedService(_ => new Part(book, "part")));
        Assert.Same(host.Services, host.ServicesOf("one"));
        Assert.Same(host.Services, host.ServicesOf("two"));
        Assert.Equal("two 1", await host.Get(host.Grains.GetGrain<IWandererGrain>("two x").Silo()));
        Assert.Equal("", book.Text);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_silo_that_starts_again_has_new_services_and_those_before_are_disposed(bool virtualClock)
    {
        var built = 0;
        await using var host = ApartHosts.Start(virtualClock, (_, services) => services.AddSingleton(_ => new Badge($"{++built}")));
        var before = host.ServicesOf("two").GetRequiredService<Badge>();
        await host.KillAsync("two");
        Assert.True(before.IsDisposed);
        Assert.Throws<ArgumentException>(() => host.ServicesOf("two"));
        await host.StartSiloAsync("two");
        var after = host.ServicesOf("two").GetRequiredService<Badge>();
        Assert.Equal("1 2", $"{before.Text} {after.Text}");
        Assert.Equal("two 2", await host.Get(host.Grains.GetGrain<IWandererGrain>("two x").Silo()));
        await host.StopSiloAsync("two");
        Assert.True(after.IsDisposed);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Hosted_services_start_with_their_silo_and_stop_in_reverse_with_it_but_not_when_it_is_killed(bool virtualClock)
    {
        await using var host = ApartHosts.Start(virtualClock, (silo, services) => services
            .AddHostedService(provider => new Part(book, $"{silo.Label} first", provider.GetRequiredService<IGrainFactory>(), provider.GetRequiredService<TimeProvider>()))
            .AddSingleton<IHostedService>(_ => new Part(book, $"{silo.Label} second")));
        Assert.Equal("one first started, one second started, two first started, two second started", book.Text);
        await host.StopSiloAsync("one");
        Assert.EndsWith(
            "two second started, one second stopped, one first stopped, one second disposed, one first disposed", book.Text, StringComparison.Ordinal);
        await host.KillAsync("two");
        Assert.EndsWith("one first disposed, two second disposed, two first disposed", book.Text, StringComparison.Ordinal);
        await host.StartSiloAsync("one");
        Assert.EndsWith("two first disposed, one first started, one second started", book.Text, StringComparison.Ordinal);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_silo_whose_hosted_service_cannot_start_does_not_run(bool virtualClock)
    {
        var fails = false;
        await using var host = ApartHosts.Start(virtualClock, (silo, services) => services.AddHostedService(_ => new Part(book, silo.Label) { Fails = fails }));
        await host.KillAsync("two");
        fails = true;
        await Assert.ThrowsAsync<InvalidDataException>(() => host.StartSiloAsync("two").AsTask());
        Assert.Equal(["one"], host.Silos);
        fails = false;
        await host.StartSiloAsync("two");
        Assert.Equal(["one", "two"], host.Silos);
    }

    [Fact]
    public async Task What_a_killed_silo_planned_or_waited_for_never_happens()
    {
        await using var host = ApartHosts.StartEachWithServices(virtualClock: true);
        foreach (var silo in (string[])["one", "two"])
        {
            var services = host.ServicesOf(silo);
            var (clock, time) = (services.GetRequiredService<IEventClock>(), services.GetRequiredService<TimeProvider>());
            clock.Schedule(clock.NowNs + 1_000_000_000, new BookEvent(book, $"event of {silo}"));
            _ = time.CreateTimer(_ => book.Write($"timer of {silo}"), null, TimeSpan.FromSeconds(2), Timeout.InfiniteTimeSpan);
            Assert.Same(time, clock.TimeProvider);
        }

        await host.KillAsync("one");
        host.RunFor(TimeSpan.FromSeconds(5));
        Assert.Equal("event of two, timer of two", book.Text);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Calls_of_a_dead_silo_go_nowhere(bool virtualClock)
    {
        await using var host = ApartHosts.StartEachWithServices(virtualClock);
        var grain = host.GrainsOf("one").GetGrain<IWandererGrain>("two x");
        Assert.Equal(1, await host.Get(grain.Count()));
        await host.KillAsync("one");
        await grain.Hear(1);
        var error = await Assert.ThrowsAsync<SiloUnavailableException>(() => host.Get(grain.Count()));
        Assert.Contains("its caller's silo one is gone", error.Message, StringComparison.Ordinal);
        var same = host.Grains.GetGrain<IWandererGrain>("two x");
        Assert.Empty(await host.Get(same.Heard()));
        Assert.Equal(2, await host.Get(same.Count()));
    }

    [Fact]
    public async Task The_filter_directors_of_the_calling_silo_choose_where_a_grain_runs()
    {
        await using var host = ApartHosts.Start(virtualClock: true, (silo, services) => services
            .AddSingleton<IPreference>(new Preference(silo.Label == "one" ? 1 : 0))
            .AddPlacementFilter<PreferredStrategy, PreferredDirector>(ServiceLifetime.Transient));
        var a = host.GrainsOf("one").GetGrain<IPreferringGrain>("a");
        var b = host.GrainsOf("two").GetGrain<IPreferringGrain>("b");
        await host.Do(a.Touch());
        await host.Do(b.Touch());
        Assert.Equal("two one", $"{host.SiloOf(a.GetGrainId())} {host.SiloOf(b.GetGrainId())}");
    }

    private sealed class RandomHolder;

    private sealed class Part(LifeBook book, string name, IGrainFactory? grains = null, TimeProvider? time = null) : IHostedService, IDisposable
    {
        public bool Fails { get; init; }

        public async Task StartAsync(CancellationToken cancellationToken)
        {
            if (Fails)
            {
                throw new InvalidDataException("cannot begin");
            }

            if (grains is not null)
            {
                // Takes time, and takes calls: on the virtual clock both need the loop.
                var passed = new TaskCompletionSource();
                using var timer = time!.CreateTimer(_ => passed.TrySetResult(), null, TimeSpan.FromMilliseconds(20), Timeout.InfiniteTimeSpan);
                await passed.Task;
                await grains.GetGrain<IWandererGrain>("one x").Count();
            }

            book.Write($"{name} started");
        }

        public Task StopAsync(CancellationToken cancellationToken)
        {
            book.Write($"{name} stopped");
            return Task.CompletedTask;
        }

        public void Dispose() => book.Write($"{name} disposed");
    }
}

public interface IPreference
{
    int Index { get; }
}

public sealed record Preference(int Index) : IPreference;

public interface IPreferringGrain : IGrainWithStringKey
{
    ValueTask Touch();
}

[Preferred]
public sealed class PreferringGrain : Grain, IPreferringGrain
{
    public ValueTask Touch() => default;
}

[AttributeUsage(AttributeTargets.Class)]
public sealed class PreferredAttribute() : PlacementFilterAttribute(new PreferredStrategy());

public sealed class PreferredStrategy() : PlacementFilterStrategy(0);

public sealed class PreferredDirector(IPreference preference) : IPlacementFilterDirector
{
    public IEnumerable<SiloAddress> Filter(PlacementFilterStrategy filterStrategy, PlacementTarget target, IEnumerable<SiloAddress> silos) =>
        [silos.ElementAt(preference.Index)];
}
