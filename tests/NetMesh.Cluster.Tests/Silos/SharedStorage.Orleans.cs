using System.Collections.Concurrent;
using System.Globalization;
using NetMesh.Grains.Silos;
using Orleans.Storage;

namespace NetMesh.Cluster.Tests.Silos;

/// <summary>What all silos of a cluster keep their grains' states in, as a database is: it outlives each of them, and holds bytes.</summary>
internal sealed class SharedStorage : IGrainStorage
{
    private readonly JsonStorageSerializer serializer = new();
    private readonly ConcurrentDictionary<(string Name, GrainId Id), (BinaryData Bytes, string Version)> records = new();
    private long lastVersion;

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        grainState.RecordExists = records.TryGetValue((stateName, grainId), out var record);
        grainState.ETag = record.Version;
        grainState.State = grainState.RecordExists ? serializer.Deserialize<T>(record.Bytes) : Activator.CreateInstance<T>();
        return Task.CompletedTask;
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var bytes = serializer.Serialize(grainState.State);
        lock (records)
        {
            Check(stateName, grainId, grainState.ETag);
            var version = (++lastVersion).ToString(CultureInfo.InvariantCulture);
            records[(stateName, grainId)] = (bytes, version);
            grainState.ETag = version;
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

    private void Check(string stateName, GrainId grainId, string? version)
    {
        var stored = records.TryGetValue((stateName, grainId), out var record) ? record.Version : null;
        if (stored != version)
        {
            throw new InconsistentStateException($"state {stateName} of {grainId} was written by another activation", stored, version);
        }
    }
}
