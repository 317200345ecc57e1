using System.Globalization;

namespace NetMesh.Embedded.Tests.Drives;

public interface IStrayGrain : IGrainWithStringKey
{
    Task WaitFor(Task elsewhere);

    Task StayOnTheLoop(TimeSpan time);

    Task CallFromElsewhere(TaskCompletionSource<Exception?> outcome);
}

public sealed class StrayGrain(TimeProvider time) : Grain, IStrayGrain
{
    public async Task WaitFor(Task elsewhere) => await elsewhere;

    public async Task StayOnTheLoop(TimeSpan length)
    {
        using var source = new CancellationTokenSource(length, time);
        var never = new TaskCompletionSource();
        await Task.WhenAny(never.Task, Task.Delay(length, time));
        using var semaphore = new SemaphoreSlim(0);
        var wait = semaphore.WaitAsync();
        semaphore.Release();
        await wait;
        using var periodic = new PeriodicTimer(length, time);
        await periodic.WaitForNextTickAsync();
        Assert.True(source.IsCancellationRequested);
        Assert.Equal("stray/s", this.GetGrainId().ToString());
    }

    public Task CallFromElsewhere(TaskCompletionSource<Exception?> outcome)
    {
        var self = this.AsReference<IStrayGrain>();
        var thread = new Thread(() =>
        {
            try
            {
                _ = self.StayOnTheLoop(TimeSpan.Zero);
                outcome.SetResult(null);
            }
            catch (Exception error)
            {
                outcome.SetResult(error);
            }
        });
        thread.Start();
        thread.Join();
        return Task.CompletedTask;
    }
}

public class ForeignThreadTests
{
    [Fact]
    public void Coming_back_from_another_thread_fails_the_run_with_that_threads_stack()
    {
        var host = Hosts.Virtual();
        var elsewhere = new TaskCompletionSource();
        _ = host.Grains.GetGrain<IStrayGrain>("s").WaitFor(elsewhere.Task);
        var thread = new Thread(elsewhere.SetResult);
        thread.Start();
        thread.Join();
        var failure = Assert.Throws<InvalidOperationException>(host.RunUntilIdle);
        Assert.Contains("stray/s", failure.Message, StringComparison.Ordinal);
        Assert.Contains("does not own the virtual clock", failure.Message, StringComparison.Ordinal);
        Assert.Contains("TaskCompletionSource.SetResult", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_from_another_thread_while_the_loop_runs_throws_there()
    {
        var host = Hosts.Virtual();
        var outcome = new TaskCompletionSource<Exception?>();
        var call = host.Grains.GetGrain<IStrayGrain>("s").CallFromElsewhere(outcome);
        var failure = Assert.IsType<InvalidOperationException>(await outcome.Task);
        Assert.Contains("CallFromElsewhere", failure.Message, StringComparison.Ordinal);
        Assert.True(call.IsCompleted);
    }

    [Fact]
    public async Task What_takes_its_time_from_the_injected_clock_stays_on_the_loop()
    {
        await using var host = Hosts.Virtual();
        var before = host.Services.GetService(typeof(TimeProvider)) as TimeProvider;
        var start = before!.GetUtcNow();
        await host.Do(host.Grains.GetGrain<IStrayGrain>("s").StayOnTheLoop(TimeSpan.FromSeconds(5)));
        Assert.Equal("10", (before.GetUtcNow() - start).TotalSeconds.ToString(CultureInfo.InvariantCulture));
    }

    [Fact]
    public void A_chain_of_calls_deeper_than_the_stack_is_queued()
    {
        var host = Hosts.Virtual();
        Assert.Equal(100_000, host.RunUntil(host.Grains.GetGrain<IChainGrain>(-1).Count(100_000), TimeSpan.FromSeconds(1)));
    }
}

public interface IChainGrain : IGrainWithIntegerKey
{
    Task<int> Count(int to);
}

public sealed class ChainGrain : Grain, IChainGrain
{
    public async Task<int> Count(int to) => to == 0 ? 0 : 1 + await GrainFactory.GetGrain<IChainGrain>(to).Count(to - 1);
}
