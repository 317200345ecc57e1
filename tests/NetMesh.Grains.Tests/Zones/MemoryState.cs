namespace NetMesh.Grains.Tests.Zones;

/// <summary>A grain's state whose storage is memory: what was written last is there, whatever the grain did to its copy since.</summary>
internal sealed class MemoryState<T>(Func<T, T> copy) : IPersistentState<T>
    where T : new()
{
    private T stored = new();

    public T State { get; set; } = new();

    public string? Etag => null;

    public bool RecordExists { get; private set; }

    /// <summary>The next write fails, and nothing is written.</summary>
    public bool IsBroken { get; set; }

    public Task WriteStateAsync()
    {
        if (IsBroken)
        {
            throw new IOException("no power");
        }

        stored = copy(State);
        RecordExists = true;
        return Task.CompletedTask;
    }

    public Task ReadStateAsync()
    {
        State = copy(stored);
        return Task.CompletedTask;
    }

    public Task ClearStateAsync() => throw new NotSupportedException();
}
