namespace NetMesh.Embedded.Tests.Turns;

public class InterleavingTests
{
    [Fact]
    public async Task A_grain_that_waits_takes_no_further_call_until_it_is_done()
    {
        await using var host = Hosts.Virtual();
        var gate = host.Grains.GetGrain<IGateGrain>("g");
        var first = gate.Pass("first");
        var second = gate.Pass("second");
        host.RunUntilIdle();
        Assert.Equal("first enters", await host.Get(gate.Log()));
        _ = gate.Open();
        await host.Do(Task.WhenAll(first, second));
        Assert.Equal("first enters, first leaves, second enters, second leaves", await host.Get(gate.Log()));
    }

    [Fact]
    public async Task A_reentrant_grain_takes_calls_while_it_waits()
    {
        await using var host = Hosts.Virtual();
        var gate = host.Grains.GetGrain<IReentrantGateGrain>("g");
        var both = Task.WhenAll(gate.Pass("first"), gate.Pass("second"));
        host.RunUntilIdle();
        Assert.Equal(2, await host.Get(gate.Entered()));
        _ = gate.Open();
        await host.Do(both);
        Assert.Equal("first enters, second enters, first leaves, second leaves", await host.Get(gate.Log()));
    }

    [Fact]
    public async Task Read_only_calls_run_beside_each_other_but_not_beside_others()
    {
        await using var host = Hosts.Virtual();
        var gate = host.Grains.GetGrain<IGateGrain>("g");
        var looks = new[] { gate.Look(), gate.Look() };
        var pass = gate.Pass("writer");
        var third = gate.Look();
        host.RunUntilIdle();
        Assert.Equal("", await host.Get(gate.Log()));
        _ = gate.Open();
        Assert.Equal("1 2", string.Join(" ", await host.Get(Task.WhenAll(looks))));
        await host.Do(pass);
        Assert.Equal(3, await host.Get(third));
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_call_of_a_grain_to_itself_ends_by_the_response_timeout_unless_the_grain_is_reentrant(bool virtualClock)
    {
        await using var impatient = Hosts.On(virtualClock, options => options.ResponseTimeout = SoonOn(virtualClock));
        await Assert.ThrowsAsync<TimeoutException>(() => impatient.Do(impatient.Grains.GetGrain<IGateGrain>("self").CallSelf()));
        await using var host = Hosts.On(virtualClock);
        await host.Do(host.Grains.GetGrain<IReentrantGateGrain>("self").CallSelf());
    }

    [Fact]
    public async Task A_timed_out_grain_works_again_once_the_call_it_waited_for_is_over()
    {
        await using var host = Hosts.Virtual(options => options.ResponseTimeout = TimeSpan.FromSeconds(5));
        var gate = host.Grains.GetGrain<IGateGrain>("g");
        var pass = gate.Pass("slow");
        await Assert.ThrowsAsync<TimeoutException>(() => host.Get(pass));
        _ = gate.Open();
        Assert.Equal(0, await host.Get(gate.Entered()));
        Assert.Equal("slow enters, slow leaves", await host.Get(gate.Log()));
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_call_chain_may_come_back_only_where_the_grain_allows_it(bool virtualClock)
    {
        await using var host = Hosts.On(virtualClock);
        await using var impatient = Hosts.On(virtualClock, options => options.ResponseTimeout = SoonOn(virtualClock));
        Assert.Equal(100, await host.Get(CallBack(host, allow: true)));
        await Assert.ThrowsAsync<TimeoutException>(() => impatient.Get(CallBack(impatient, allow: false)));

        static Task<int> CallBack(EmbeddedHost host, bool allow) =>
            host.Grains.GetGrain<IGateGrain>("a").CallBack(host.Grains.GetGrain<IGateGrain>("b"), allow);
    }

    // A call that can never end may as well end soon. One that can is given the usual time: what a busy machine needs for it, nobody knows.
    private static TimeSpan SoonOn(bool virtualClock) => TimeSpan.FromSeconds(virtualClock ? 30 : 0.2);

    [Fact]
    public async Task A_stateless_worker_grows_to_its_limit_and_no_further()
    {
        await using var host = Hosts.Virtual();
        var worker = host.Grains.GetGrain<IWorkerGrain>(1);
        var until = new TaskCompletionSource();
        var work = Enumerable.Range(0, 7).Select(_ => worker.Work(until.Task)).ToArray();
        host.RunUntilIdle();
        Assert.Equal(3, host.ActivationCount);
        until.SetResult();
        Assert.Equal(3, (await host.Get(Task.WhenAll(work))).Distinct().Count());
    }
}
