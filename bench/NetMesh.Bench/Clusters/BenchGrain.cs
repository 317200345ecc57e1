using NetMesh.Grains.Placement;
using Orleans.Concurrency;

namespace NetMesh.Bench.Clusters;

/// <summary>What is called when calls are measured: the same source on either host of grains.</summary>
public interface IBenchGrain : IGrainWithStringKey
{
    ValueTask<int> Ping(int value);

    /// <summary>Calls <see cref="Ping"/> of another grain this many times, one call after the other.</summary>
    Task<long> CallOther(string other, int count);

    Task<long> PostOther(string other, int count);

    [OneWay]
    ValueTask Deliver(int connection, long sequence, int frame);

    ValueTask StartTimer();
}

/// <summary>A key that is an address places it on the silo of that address's region.</summary>
[PlacedInHostRegion]
public sealed class BenchGrain : Grain, IBenchGrain
{
    private IBenchGrain? other;
    private long sum;

    public ValueTask<int> Ping(int value) => new(value + 1);

    public Task<long> CallOther(string other, int count) => CallLoop.RunAsync(this.other ??= GrainFactory.GetGrain<IBenchGrain>(other), count);

    public Task<long> PostOther(string other, int count)
    {
        var grain = GrainFactory.GetGrain<IBenchGrain>(other);
        for (var index = 0; index < count; index++)
        {
            _ = grain.Deliver(index, index, index);
        }

        return Task.FromResult((long)count);
    }

    public ValueTask Deliver(int connection, long sequence, int frame)
    {
        sum += frame;
        return default;
    }

    public ValueTask StartTimer()
    {
        this.RegisterGrainTimer(() => Task.CompletedTask, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(10));
        return default;
    }
}
