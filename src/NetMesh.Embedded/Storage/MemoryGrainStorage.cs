using System.Collections.Concurrent;
using System.Globalization;
using Orleans.Storage;

namespace NetMesh.Embedded.Storage;

/// <summary>
/// Keeps states in memory for as long as the provider lives: beyond activations and silos, not beyond the process. Stored as bytes when given a
/// serializer, so that a state that a file could not hold fails here too; without one the object itself is kept, and must be immutable.
/// </summary>
public sealed class MemoryGrainStorage(IGrainStateSerializer? serializer = null) : IGrainStorage
{
    private readonly ConcurrentDictionary<(string Name, GrainId Id), (object? Value, long Version)> records = new();
    private long lastVersion;

    /// <summary>States kept.</summary>
    public int Count => records.Count;

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        grainState.RecordExists = records.TryGetValue((stateName, grainId), out var record);
        grainState.ETag = grainState.RecordExists ? Text(record.Version) : null;
        if (grainState.RecordExists)
        {
            grainState.State = serializer is null ? (T)record.Value! : serializer.Deserialize<T>((byte[])record.Value!);
        }

        return Task.CompletedTask;
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        object? value = serializer is null ? grainState.State : serializer.Serialize(grainState.State);
        lock (records)
        {
            Check(stateName, grainId, grainState.ETag);
            var version = ++lastVersion;
            records[(stateName, grainId)] = (value, version);
            grainState.ETag = Text(version);
        }

        grainState.RecordExists = true;
        return Task.CompletedTask;
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        lock (records)
        {
            Check(stateName, grainId, grainState.ETag);
            records.TryRemove((stateName, grainId), out _);
        }

        grainState.ETag = null;
        grainState.RecordExists = false;
        return Task.CompletedTask;
    }

    private static string Text(long version) => version.ToString(CultureInfo.InvariantCulture);

    private void Check(string stateName, GrainId grainId, string? etag)
    {
        var stored = records.TryGetValue((stateName, grainId), out var record) ? Text(record.Version) : null;
        if (stored != etag)
        {
            throw new InconsistentStateException($"state {stateName} of {grainId} was written by another activation", stored, etag);
        }
    }
}
