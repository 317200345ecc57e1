using NetMesh.Embedded.Tests.Activations;

namespace NetMesh.Embedded.Tests.Silos;

public class SiloEndTests
{
    private readonly LifeBook book = new();
    private readonly List<string> lost = [];

    [Theory, InlineData(true, true), InlineData(true, false), InlineData(false, true), InlineData(false, false)]
    public async Task A_silo_that_stops_deactivates_its_grains_and_they_come_back_elsewhere(bool virtualClock, bool ownServices)
    {
        await using var host = Start(virtualClock, ownServices);
        var grain = host.Grains.GetGrain<IWandererGrain>("two a");
        await host.Get(host.Grains.GetGrain<IWandererGrain>("one a").Count());
        Assert.Equal(1, await host.Get(grain.Count()));
        await host.StopSiloAsync("two");
        Assert.Equal("two a deactivated ShuttingDown", book.Text);
        Assert.Equal(["one"], host.Silos);
        Assert.Equal(1, await host.Get(grain.Count()));
        Assert.Equal("one 1", await host.Get(grain.Silo()));
        Assert.Empty(lost);
        await host.StartSiloAsync("two");
        Assert.Equal("two 2", await host.Get(host.Grains.GetGrain<IWandererGrain>("two b").Silo()));
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_silo_that_is_killed_deactivates_none(bool virtualClock)
    {
        await using var host = Start(virtualClock);
        await host.Get(host.Grains.GetGrain<IWandererGrain>("two a").Count());
        await host.KillAsync("two");
        Assert.Equal(1, await host.Get(host.Grains.GetGrain<IWandererGrain>("two a").Count()));
        Assert.Equal(["two wanderer/two a"], lost);
        Assert.Equal("", book.Text);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_silo_that_stops_lets_the_calls_under_way_end_and_sends_those_that_wait_elsewhere(bool virtualClock)
    {
        await using var host = Start(virtualClock);
        var grain = host.Grains.GetGrain<IWandererGrain>("two a");
        await host.Get(grain.Count());
        var wait = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var underWay = grain.WaitFor(wait.Task, "done", begun);
        await host.Do(begun.Task);
        var (stop, waiting) = await host.Get(async () =>
        {
            var silo = grain.Silo().AsTask();
            await Task.Yield();

            // Within an event, so that stopping does not run events itself.
            return (host.StopSiloAsync("two").AsTask(), silo);
        });
        Assert.False(stop.IsCompleted);
        wait.SetResult();
        await host.Do(underWay);
        await host.Do(stop);
        Assert.Equal("done, two a deactivated ShuttingDown", book.Text);

        // On the wall clock the stopping may come only now, after the waiting call.
        Assert.Contains(await host.Get(waiting), (string[])(virtualClock ? ["one 1"] : ["one 1", "two 1"]));
    }

    [Fact]
    public async Task A_grain_that_does_not_end_is_lost_when_its_silo_has_waited_long_enough()
    {
        await using var host = Start(virtualClock: true);
        var hangs = host.Grains.GetGrain<IWandererGrain>("two a").WaitFor(new TaskCompletionSource().Task, "never");
        await host.StopSiloAsync("two");
        await Assert.ThrowsAnyAsync<Exception>(() => host.Do(hangs));
        Assert.Equal(["two wanderer/two a"], lost);
        Assert.Equal("", book.Text);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Grains_that_were_registered_on_a_silo_that_ends_are_deactivated_wherever_they_are(bool isKilled)
    {
        await using var host = ApartHosts.Start(virtualClock: true, book: book, configure: options => options.RegistersOnSilos = true);
        var grains = Enumerable.Range(0, 20).Select(number => host.Grains.GetGrain<IWandererGrain>($"one {number}")).ToArray();
        foreach (var grain in grains)
        {
            Assert.Equal(1, await host.Get(grain.Count()));
        }

        var registered = grains.Where(grain => host.RegistrarOf(grain.GetGrainId()) == "two").ToArray();
        Assert.InRange(registered.Length, 5, 15);
        await (isKilled ? host.KillAsync("two") : host.StopSiloAsync("two"));
        host.RunUntilIdle();
        Assert.Equal(string.Join(", ", registered.Select(grain => $"{grain.GetPrimaryKeyString()} deactivated DirectoryFailure")), book.Text);
        foreach (var grain in grains)
        {
            Assert.Equal(registered.Contains(grain) ? 1 : 2, await host.Get(grain.Count()));
            Assert.Equal("one", host.RegistrarOf(grain.GetGrainId()));
        }
    }

    [Fact]
    public async Task A_silo_can_be_killed_while_it_stops()
    {
        await using var host = Start(virtualClock: true);
        var hangs = host.Grains.GetGrain<IWandererGrain>("two a").WaitFor(new TaskCompletionSource().Task, "never");
        var stop = await host.Get(async () =>
        {
            await Task.Yield();
            return (Task[])[host.StopSiloAsync("two").AsTask()];
        });
        await host.KillAsync("two");
        await Assert.ThrowsAsync<SiloUnavailableException>(() => host.Do(hangs));
        await host.Do(stop[0]);
        Assert.Equal(["two wanderer/two a"], lost);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task Nothing_of_a_killed_silo_runs_afterwards(bool ownServices)
    {
        await using var host = Start(virtualClock: true, ownServices);
        var wait = new TaskCompletionSource();
        var waits = host.Grains.GetGrain<IWandererGrain>("two a").WaitFor(wait.Task, "went on after its death");
        await host.Do(host.Grains.GetGrain<IWandererGrain>("two b").WatchTimer());
        var leaving = host.Grains.GetGrain<ILifeGrain>("two c");
        host.RunUntilIdle();

        // It has been told to go, and its turn to do so has not come.
        _ = leaving.Leave();
        await host.KillAsync(host.SiloOf(leaving.GetGrainId())!);
        foreach (var silo in host.Silos)
        {
            await host.KillAsync(silo);
        }

        wait.SetResult();
        host.RunFor(TimeSpan.FromMinutes(1));
        await Assert.ThrowsAsync<SiloUnavailableException>(() => waits);
        Assert.Equal("activated", book.Text);
    }

    private EmbeddedHost Start(bool virtualClock, bool ownServices = true)
    {
        var host = ApartHosts.Start(virtualClock, ownServices ? (_, _) => { } : null, book: book);
        host.ActivationsLost += (_, ids) => lost.AddRange(ids.Grains.Select(id => $"{ids.Silo} {id}"));
        return host;
    }
}
