using Microsoft.Extensions.DependencyInjection;
using NetMesh.Embedded.Tests.Activations;
using Orleans.Placement;

namespace NetMesh.Embedded.Tests.Silos;

public class KillTests
{
    [Theory, InlineData(true), InlineData(false)]
    public async Task Grains_are_placed_on_the_silo_of_their_region_and_else_on_any(bool virtualClock)
    {
        await using var host = Start(virtualClock);
        foreach (var key in (string[])["eu one", "eu two", "us one", "mars one"])
        {
            await host.Get(host.Grains.GetGrain<ILedgerGrain>(key).Balance());
        }

        Assert.Equal("europe", Where(host, "eu one"));
        Assert.Equal("europe", Where(host, "eu two"));
        Assert.Equal("america", Where(host, "us one"));
        Assert.NotNull(Where(host, "mars one"));
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Grains_of_a_killed_silo_come_back_elsewhere_from_storage(bool virtualClock)
    {
        await using var host = Start(virtualClock);
        var lost = new List<string>();
        host.ActivationsLost += (_, ids) => lost.AddRange(ids.Grains.Select(id => $"{ids.Silo} {id}"));
        var ledger = host.Grains.GetGrain<ILedgerGrain>("eu one");
        await host.Get(ledger.Add(5));
        await host.Get(host.Grains.GetGrain<ILedgerGrain>("us one").Add(1));
        await host.KillAsync("europe");
        Assert.Equal(["europe ledger/eu one"], lost);
        Assert.Equal(["america"], host.Silos);
        Assert.Null(Where(host, "eu one"));
        Assert.Equal(7, await host.Get(ledger.Add(2)));
        Assert.Equal("america", Where(host, "eu one"));

        await host.StartSiloAsync("europe");
        Assert.Equal(["europe", "america"], host.Silos);
        Assert.Equal(7, await host.Get(ledger.Balance()));
        Assert.Equal("europe", await Placed(host, "eu two"));
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Calls_under_way_and_waiting_fail_when_their_silo_is_killed(bool virtualClock)
    {
        await using var host = Start(virtualClock);
        var ledger = host.Grains.GetGrain<ILedgerGrain>("eu one");
        await host.Get(ledger.Add(5));
        var wait = new TaskCompletionSource();
        var underWay = ledger.AddAfter(wait.Task, 100);
        var waiting = ledger.Add(1000);
        await host.KillAsync("europe");
        await Assert.ThrowsAsync<SiloUnavailableException>(() => host.Do(underWay));
        await Assert.ThrowsAsync<SiloUnavailableException>(() => host.Get(waiting));

        // What the dead grain waited for ends: nothing of it goes on.
        wait.SetResult();
        Assert.Equal(5, await host.Get(ledger.Balance()));
    }

    [Fact]
    public async Task A_killed_silo_deactivates_nothing_and_its_timers_stop()
    {
        var book = new LifeBook();
        await using var host = Start(virtualClock: true, services => services.AddSingleton(book));
        var grain = host.Grains.GetGrain<ILifeGrain>("g");
        await host.Do(grain.StartTimer(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1)));
        await host.KillAsync(host.SiloOf(grain.GetGrainId())!);
        host.RunFor(TimeSpan.FromSeconds(5));
        Assert.Equal("activated", book.Text);
    }

    [Fact]
    public async Task With_no_silo_left_calls_fail_until_one_starts()
    {
        await using var host = Start(virtualClock: true);
        await host.KillAsync("europe");
        await host.KillAsync("america");
        var ledger = host.Grains.GetGrain<ILedgerGrain>("eu one");
        await Assert.ThrowsAsync<SiloUnavailableException>(() => host.Get(ledger.Balance()));
        await Assert.ThrowsAsync<ArgumentException>(() => host.KillAsync("europe").AsTask());
        await host.StartSiloAsync("asia");
        Assert.Equal(0, await host.Get(ledger.Balance()));
    }

    [Fact]
    public async Task Silos_killed_and_started_under_load_lose_no_acknowledged_write_and_leave_no_call_hanging()
    {
        await using var host = Start(virtualClock: false);
        using var over = new CancellationTokenSource();
        var acknowledged = new int[8];
        var attempted = new int[8];
        var callers = Enumerable.Range(0, 8).Select(index => Task.Run(async () =>
        {
            var ledger = host.Grains.GetGrain<ILedgerGrain>($"eu {index}");
            while (!over.IsCancellationRequested)
            {
                try
                {
                    attempted[index]++;
                    await ledger.Add(1);
                    acknowledged[index]++;
                }
                catch (Exception error) when (error is OrleansException)
                {
                }
            }
        })).ToArray();
        for (var round = 0; round < 50; round++)
        {
            await host.Grains.GetGrain<ILedgerGrain>("us " + round).Add(1);
            await host.KillAsync("europe");
            await host.Grains.GetGrain<ILedgerGrain>("us " + round).Add(1);
            await host.StartSiloAsync("europe");
            await host.KillAsync("america");
            await host.StartSiloAsync("america");
        }

        over.Cancel();
        await Task.WhenAll(callers).WaitAsync(TimeSpan.FromMinutes(1));
        for (var index = 0; index < callers.Length; index++)
        {
            Assert.InRange(await host.Grains.GetGrain<ILedgerGrain>($"eu {index}").Balance(), acknowledged[index], attempted[index]);
        }
    }

    private static string? Where(EmbeddedHost host, string key) => host.SiloOf(host.Grains.GetGrain<ILedgerGrain>(key).GetGrainId());

    private static async Task<string?> Placed(EmbeddedHost host, string key)
    {
        await host.Get(host.Grains.GetGrain<ILedgerGrain>(key).Balance());
        return Where(host, key);
    }

    private static EmbeddedHost Start(bool virtualClock, Action<IServiceCollection>? configure = null) => Hosts.On(virtualClock, options =>
    {
        options.AddSilo("europe", new Dictionary<string, string> { ["region"] = "eu" });
        options.AddSilo("america", new Dictionary<string, string> { ["region"] = "us" });
        options.ConfigureServices = services =>
        {
            services.AddPlacementFilter<InRegionOfKeyStrategy, InRegionOfKeyDirector>(ServiceLifetime.Transient);
            configure?.Invoke(services);
        };
    });
}
