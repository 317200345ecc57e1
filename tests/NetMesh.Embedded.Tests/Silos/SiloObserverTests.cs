namespace NetMesh.Embedded.Tests.Silos;

public class SiloObserverTests
{
    [Theory, InlineData(true), InlineData(false)]
    public async Task An_object_reference_dies_with_its_silo(bool virtualClock)
    {
        await using var host = ApartHosts.StartEachWithServices(virtualClock);
        var ear = new Ear();
        var reference = host.GrainsOf("one").CreateObjectReference<IEar>(ear);
        var grain = host.Grains.GetGrain<IWandererGrain>("two a");
        await host.Do(grain.TellEar(reference, 2));
        Assert.Equal(21, await host.Get(grain.AskEar(reference)));
        Assert.Equal([0, 1], ear.Heard);
        await host.KillAsync("one");
        await host.Do(grain.TellEar(reference, 2));
        await Assert.ThrowsAsync<SiloUnavailableException>(() => host.Get(grain.AskEar(reference)));
        await host.StartSiloAsync("one");
        await Assert.ThrowsAsync<SiloUnavailableException>(() => host.Get(grain.AskEar(reference)));
        Assert.Equal([0, 1], ear.Heard);
        var next = host.GrainsOf("one").CreateObjectReference<IEar>(ear);
        Assert.Equal(21, await host.Get(grain.AskEar(next)));
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_call_under_way_to_an_object_fails_when_its_silo_is_killed_and_the_object_does_not_go_on(bool virtualClock)
    {
        await using var host = ApartHosts.StartEachWithServices(virtualClock);
        var ear = new Ear();
        var wait = new TaskCompletionSource(TaskCreationOptions.None);
        var underWay = host.GrainsOf("one").CreateObjectReference<IEar>(ear).Wait(wait.Task);
        await host.KillAsync("one");
        await Assert.ThrowsAsync<SiloUnavailableException>(() => host.Do(underWay));
        wait.SetResult();
        Assert.Equal(21, await host.Get(host.GrainsOf("two").CreateObjectReference<IEar>(ear).Answer(20)));
        Assert.Equal("", ear.Then);
    }

    [Fact]
    public async Task An_object_of_a_silo_that_stops_hears_until_the_silo_has_stopped()
    {
        await using var host = ApartHosts.StartEachWithServices(virtualClock: true);
        var reference = host.GrainsOf("one").CreateObjectReference<IEar>(new Ear());
        await host.StopSiloAsync("one");
        await Assert.ThrowsAsync<SiloUnavailableException>(() => host.Get(host.Grains.GetGrain<IWandererGrain>("two a").AskEar(reference)));
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task An_object_of_nobody_in_particular_outlives_every_silo(bool virtualClock)
    {
        await using var host = ApartHosts.StartEachWithServices(virtualClock);
        var reference = host.Grains.CreateObjectReference<IEar>(new Ear());
        await host.KillAsync("one");
        Assert.Equal(21, await host.Get(host.Grains.GetGrain<IWandererGrain>("two a").AskEar(reference)));
        host.Grains.DeleteObjectReference<IEar>(reference);
        await Assert.ThrowsAsync<OrleansMessageRejectionException>(() => host.Get(host.Grains.GetGrain<IWandererGrain>("two a").AskEar(reference)));
    }
}
