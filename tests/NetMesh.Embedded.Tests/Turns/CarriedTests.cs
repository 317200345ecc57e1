namespace NetMesh.Embedded.Tests.Turns;

/// <summary>What travels with a call: tokens, contexts, sequences.</summary>
public class CarriedTests
{
    [Theory, InlineData(true), InlineData(false)]
    public async Task A_cancellation_reaches_the_receiver_in_its_own_turn(bool virtualClock)
    {
        await using var host = Hosts.On(virtualClock);
        using var source = new CancellationTokenSource();
        var waiting = host.Grains.GetGrain<IGateGrain>("g").WaitFor(source.Token);
        Assert.False(waiting.IsCompleted);
        source.Cancel();
        Assert.True(await host.Get(waiting));
    }

    [Fact]
    public async Task A_call_with_a_cancelled_token_is_not_made()
    {
        await using var host = Hosts.Virtual();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => host.Grains.GetGrain<IGateGrain>("g").WaitFor(new CancellationToken(canceled: true)));
        Assert.Equal(0, host.ActivationCount);
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_request_context_travels_to_the_calls_of_the_callee_and_not_back(bool virtualClock)
    {
        await using var host = Hosts.On(virtualClock);
        RequestContext.Set("who", "me");
        Assert.Equal("me", await host.Get(host.Grains.GetGrain<IGateGrain>("a").ContextThrough(host.Grains.GetGrain<IGateGrain>("b"), "who")));
        Assert.Equal("me", RequestContext.Get("who"));
        RequestContext.Clear();
        Assert.Null(await host.Get(host.Grains.GetGrain<IGateGrain>("b").Context("who")));
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_call_that_had_to_wait_leaves_its_request_context_to_none_that_waited_behind_it(bool virtualClock)
    {
        await using var host = Hosts.On(virtualClock);
        var gate = host.Grains.GetGrain<IGateGrain>("g");
        var pass = gate.Pass("first");
        RequestContext.Set("who", "me");
        var mine = gate.Context("who");
        RequestContext.Clear();
        var nobodys = gate.Context("who");
        await host.Do(gate.Open().AsTask());
        await host.Do(pass);
        Assert.Equal("me", await host.Get(mine));
        Assert.Null(await host.Get(nobodys));
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task A_sequence_comes_element_by_element(bool virtualClock)
    {
        await using var host = Hosts.On(virtualClock);
        var gate = host.Grains.GetGrain<IGateGrain>("g");
        Assert.Equal([1, 2, 3, 4, 5], await host.Get(() => Collect(gate.Count(5), 100)));
        Assert.Equal("counted", await host.Get(gate.Log()));
        Assert.Equal([1, 2], await host.Get(() => Collect(gate.Count(1000), 2)));
    }

    [Fact]
    public async Task A_sequence_whose_grain_is_gone_is_aborted()
    {
        await using var host = Hosts.Virtual(options => options.AddSilo("one").AddSilo("two"));
        var gate = host.Grains.GetGrain<IGateGrain>("g");
        await using var sequence = gate.Count(10).GetAsyncEnumerator();

        // On the loop: the enumerator awaits on the caller's side, and the test runner would take what follows to another thread.
        Assert.True(await host.Get(() => sequence.MoveNextAsync().AsTask()));
        await host.KillAsync(host.SiloOf(gate.GetGrainId())!);
        await Assert.ThrowsAsync<EnumerationAbortedException>(() => host.Get(() => sequence.MoveNextAsync().AsTask()));
    }

    private static async Task<List<int>> Collect(IAsyncEnumerable<int> numbers, int atMost)
    {
        var result = new List<int>();
        await foreach (var number in numbers)
        {
            result.Add(number);
            if (result.Count == atMost)
            {
                break;
            }
        }

        return result;
    }
}
