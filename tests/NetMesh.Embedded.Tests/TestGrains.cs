using Orleans.Concurrency;

namespace NetMesh.Embedded.Tests;

public interface IEchoGrain : IGrainWithStringKey
{
    ValueTask<int> Ping(int value);

    Task<string> Say(string text);

    Task Nothing();

    ValueTask Fail(string message);

    Task<int> FailLater(string message);

    [OneWay]
    ValueTask Note(int value);

    ValueTask<int> NoteSum();

    ValueTask Leave();

    ValueTask<string> Key();
}

/// <summary>Used by many tests: answers, fails, remembers.</summary>
public sealed class EchoGrain : Grain, IEchoGrain
{
    private int sum;

    public ValueTask<int> Ping(int value) => new(value + 1);

    public Task<string> Say(string text) => Task.FromResult(text + "!");

    public Task Nothing() => Task.CompletedTask;

    public ValueTask Fail(string message) => throw new InvalidOperationException(message);

    public async Task<int> FailLater(string message)
    {
        await Task.Yield();
        throw new ArgumentException(message);
    }

    public ValueTask Note(int value)
    {
        sum += value;
        return value < 0 ? throw new ArgumentOutOfRangeException(nameof(value)) : default;
    }

    public ValueTask<int> NoteSum() => new(sum);

    public ValueTask Leave()
    {
        DeactivateOnIdle();
        return default;
    }

    public ValueTask<string> Key() => new(this.GetPrimaryKeyString());
}

public interface IGuidGrain : IGrainWithGuidKey
{
    ValueTask<Guid> Key();
}

public sealed class GuidGrain : Grain, IGuidGrain
{
    public ValueTask<Guid> Key() => new(this.GetPrimaryKey());
}

public interface INumberGrain : IGrainWithIntegerKey
{
    ValueTask<long> Key();
}

public sealed class NumberGrain : Grain, INumberGrain
{
    public ValueTask<long> Key() => new(this.GetPrimaryKeyLong());
}
