namespace NetMesh.Embedded.Tests.Turns;

public interface ISoakGrain : IGrainWithIntegerKey
{
    ValueTask<long> Double(long value);

    Task<long> DoubleLater(long value);

    ValueTask<long> DoubleThrough(long other, long value);
}

public sealed class SoakGrain : Grain, ISoakGrain
{
    private int inside;

    public ValueTask<long> Double(long value)
    {
        Assert.Equal(1, Interlocked.Increment(ref inside));
        Interlocked.Decrement(ref inside);
        return new(value * 2);
    }

    public async Task<long> DoubleLater(long value)
    {
        Assert.Equal(1, Interlocked.Increment(ref inside));
        await Task.Yield();
        await Task.Run(() => { });
        Interlocked.Decrement(ref inside);
        return value * 2;
    }

    public async ValueTask<long> DoubleThrough(long other, long value)
    {
        Assert.Equal(1, Interlocked.Increment(ref inside));
        var result = await GrainFactory.GetGrain<ISoakGrain>(other).DoubleLater(value);
        Interlocked.Decrement(ref inside);
        if (value % 10_007 == 0)
        {
            DeactivateOnIdle();
        }

        return result;
    }
}

public class SoakTests
{
    [Fact]
    public async Task Every_answer_is_the_callers_own_when_pooled_calls_of_many_threads_mix()
    {
        await using var host = Hosts.Wall();
        await Task.WhenAll(Enumerable.Range(0, 32).Select(caller => Task.Run(async () =>
        {
            var random = new Random(caller);
            for (var count = 0; count < 3000; count++)
            {
                var value = (caller * 1_000_000L) + count;
                var grain = host.Grains.GetGrain<ISoakGrain>(random.Next(10));
                var answer = random.Next(3) switch
                {
                    0 => await grain.Double(value),
                    1 => await grain.DoubleLater(value),
                    _ => await grain.DoubleThrough(100 + random.Next(10), value),
                };
                Assert.Equal(value * 2, answer);
            }
        }))).WaitAsync(TimeSpan.FromMinutes(3));
    }

    [Fact]
    public async Task A_hundred_thousand_grains_are_active_at_once()
    {
        await using var host = Hosts.Virtual();
        for (var key = 0; key < 100_000; key++)
        {
            Assert.Equal(4, await host.Grains.GetGrain<ISoakGrain>(key).Double(2));
        }

        Assert.Equal(100_000, host.ActivationCount);
        Assert.Equal(6, await host.Grains.GetGrain<ISoakGrain>(99_999).Double(3));
    }
}
