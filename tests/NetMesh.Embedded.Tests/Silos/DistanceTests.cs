using NetMesh.Embedded.Silos;

namespace NetMesh.Embedded.Tests.Silos;

public class DistanceTests
{
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Most = TimeSpan.FromMilliseconds(50);

    [Fact]
    public async Task One_way_calls_to_another_silo_overtake_one_another_from_a_seed()
    {
        var (first, hash) = await Tell(seed: 1);
        Assert.NotEqual(Enumerable.Range(0, 100), first);
        Assert.Equal(Enumerable.Range(0, 100), first.Order());
        var (same, sameHash) = await Tell(seed: 1);
        Assert.Equal(first, same);
        Assert.Equal(hash, sameHash);
        var (other, otherHash) = await Tell(seed: 2);
        Assert.NotEqual(first, other);
        Assert.NotEqual(hash, otherHash);
    }

    [Fact]
    public async Task A_call_to_another_silo_takes_the_way_there_and_back_and_one_within_a_silo_takes_none()
    {
        await using var host = Start();
        var grain = host.Grains.GetGrain<IWandererGrain>("one a");
        var times = new HashSet<TimeSpan>();
        for (var round = 0; round < 20; round++)
        {
            var time = await host.Get(grain.TimeCallOf("two b"));
            Assert.InRange(time, 2 * Least, 2 * Most);
            times.Add(time);
        }

        Assert.True(times.Count > 10);
        Assert.Equal(TimeSpan.Zero, await host.Get(grain.TimeCallOf("one b")));
    }

    [Fact]
    public async Task On_the_wall_clock_a_call_to_another_silo_takes_at_least_the_way_there_and_back()
    {
        await using var host = Start(virtualClock: false);
        Assert.True(await host.Get(host.Grains.GetGrain<IWandererGrain>("one a").TimeCallOf("two b")) >= 2 * Least);
    }

    [Fact]
    public async Task Code_of_a_silo_outside_of_its_grains_is_as_far_away_as_they_are()
    {
        await using var host = ApartHosts.StartEachWithServices(virtualClock: true, new SiloDistance(Least, Most));
        var far = host.GrainsOf("one").GetGrain<IWandererGrain>("two a").Count().AsTask();
        var near = host.GrainsOf("one").GetGrain<IWandererGrain>("one a").Count().AsTask();
        var nobodys = host.Grains.GetGrain<IWandererGrain>("two a").Count().AsTask();
        host.RunFor((2 * Least) - TimeSpan.FromTicks(1));
        Assert.Equal("False True True", $"{far.IsCompleted} {near.IsCompleted} {nobodys.IsCompleted}");
        host.RunFor(2 * Most);
        Assert.Equal(2, await far);
    }

    [Fact]
    public async Task Calls_to_an_object_of_another_silo_take_time_and_overtake_one_another()
    {
        await using var host = ApartHosts.StartEachWithServices(virtualClock: true, new SiloDistance(Least, Most, Seed: 3));
        var ear = new Ear();
        var reference = host.GrainsOf("one").CreateObjectReference<IEar>(ear);
        await host.Do(host.Grains.GetGrain<IWandererGrain>("one a").TellEar(reference, 50));
        host.RunUntilIdle();
        Assert.Equal(Enumerable.Range(0, 50), ear.Heard);
        ear.Heard.Clear();
        await host.Do(host.Grains.GetGrain<IWandererGrain>("two a").TellEar(reference, 50));
        host.RunFor(Least - TimeSpan.FromTicks(1));
        Assert.Empty(ear.Heard);
        host.RunFor(Most);
        Assert.NotEqual(Enumerable.Range(0, 50), ear.Heard);
        Assert.Equal(Enumerable.Range(0, 50), ear.Heard.Order());
    }

    [Fact]
    public async Task A_call_under_way_to_a_silo_that_dies_is_lost_and_an_outcome_under_way_from_it_arrives()
    {
        await using var host = ApartHosts.StartEachWithServices(virtualClock: true, new SiloDistance(Least, Least));
        var grain = host.GrainsOf("one").GetGrain<IWandererGrain>("two a");
        var answered = grain.Count().AsTask();
        host.RunFor(Least);
        var lost = grain.Count().AsTask();
        await grain.Hear(1);
        await host.KillAsync("two");
        await Assert.ThrowsAsync<SiloUnavailableException>(() => lost);
        Assert.False(answered.IsCompleted);
        host.RunFor(Least);
        Assert.Equal(1, await answered);
        Assert.Empty(await host.Get(grain.Heard()));
    }

    [Fact]
    public async Task A_call_under_way_to_a_grain_that_leaves_reaches_its_next_activation()
    {
        await using var host = ApartHosts.StartEachWithServices(virtualClock: true, new SiloDistance(Least, Least));
        var grain = host.GrainsOf("one").GetGrain<IWandererGrain>("two a");
        Assert.Equal(1, await host.Get(grain.Count()));
        var moved = grain.Count();
        await host.StopSiloAsync("two");
        Assert.Equal(1, await host.Get(moved));
        Assert.Equal("one", host.SiloOf(grain.GetGrainId()));
    }

    [Fact]
    public async Task A_call_whose_way_is_longer_than_the_response_timeout_fails()
    {
        await using var host = ApartHosts.Start(
            virtualClock: true, (_, _) => { }, new SiloDistance(Least, Least), configure: options => options.ResponseTimeout = 1.5 * Least);
        await Assert.ThrowsAsync<TimeoutException>(() => host.Get(host.GrainsOf("one").GetGrain<IWandererGrain>("two a").Count()));
    }

    [Fact]
    public void A_distance_runs_from_the_shorter_to_the_longer_time() =>
        Assert.Throws<ArgumentException>(() => Start(distance: new SiloDistance(Most, Least)));

    private static async Task<(IReadOnlyList<int> Heard, ulong Hash)> Tell(long seed)
    {
        await using var host = Start(distance: new SiloDistance(Least, Most, seed));
        await host.Do(host.Grains.GetGrain<IWandererGrain>("one a").TellNumbers("two b", 100));
        host.RunFor(Most);
        return (await host.Get(host.Grains.GetGrain<IWandererGrain>("two b").Heard()), host.Trace!.Hash);
    }

    private static EmbeddedHost Start(bool virtualClock = true, SiloDistance? distance = null) =>
        ApartHosts.Start(virtualClock, distance: distance ?? new SiloDistance(Least, Most));
}
