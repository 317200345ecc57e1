using System.Globalization;
using NetMesh.Clock;
using NetMesh.Embedded.Storage;
using NetMesh.Grains.States;
using NetMesh.Planet.Faults;
using Orleans.Storage;

namespace NetMesh.Testing.Simulation;

/// <summary>
/// Storage that takes its time and fails, as a database over a network does: a write that fails may or may not have been done, and a silo may die while one is
/// under way. It knows what it acknowledged, and reports a grain that does not find that again.
/// </summary>
internal sealed class SimulatedStorage(IEventClock clock, RandomStream random, OrdealWatch watch, PlantedBug bug) : IGrainStorage
{
    /// <summary>With <see cref="PlantedBug.StorageAcknowledgesEarly"/>: how long what was acknowledged is not there yet.</summary>
    private static readonly TimeSpan Buffered = TimeSpan.FromSeconds(15);

    // Making one takes longer than a simulation.
    private static readonly JsonStateSerializer Serializer = new(StateConverters.All());

    private readonly Dictionary<(string Name, GrainId Id), Record> records = [];
    private readonly Dictionary<(string Name, GrainId Id), long> acknowledged = [];
    private readonly long takesNs = watch.Ordeal.WriteTakes.ToNanoseconds();
    private long lastVersion;

    /// <summary>Share of writes that fail, 0 to 1.</summary>
    public double Failing { get; set; }

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var record = records.GetValueOrDefault((stateName, grainId));
        if ((record?.Version ?? 0) < acknowledged.GetValueOrDefault((stateName, grainId)))
        {
            watch.Report(grainId.ToString(), "what the storage acknowledged is read again", $"state {stateName} is {(record is null ? "gone" : "an older one")}");
        }

        grainState.RecordExists = record?.Body is not null;
        grainState.ETag = record is null ? null : Text(record.Version);
        if (record?.Body is { } body)
        {
            grainState.State = Serializer.Deserialize<T>(body);
        }

        return Task.CompletedTask;
    }

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        Put(stateName, grainId, grainState, Serializer.Serialize(grainState.State));

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => Put(stateName, grainId, grainState, null);

    /// <summary>What a crash takes along of a storage that acknowledges too early.</summary>
    public void Crash()
    {
        if (bug == PlantedBug.StorageAcknowledgesEarly)
        {
            foreach (var key in records.Keys.Where(key => clock.NowNs - records[key].AtNs < Buffered.ToNanoseconds()).ToArray())
            {
                records.Remove(key);
            }
        }
    }

    private async Task Put<T>(string stateName, GrainId grainId, IGrainState<T> grainState, byte[]? body)
    {
        var (fails, isDone) = Failing > 0 && random.NextDouble() < Failing ? (true, random.Next(2) == 0) : (false, true);
        var write = new Write(this, (stateName, grainId), grainState.ETag, body, isDone);
        if (takesNs == 0)
        {
            write.Fire(clock.NowNs, 0);
        }
        else
        {
            // Done somewhere on the way there and back; what died meanwhile never hears of it.
            var thereNs = random.NextInt64(takesNs);
            clock.Schedule(clock.NowNs + thereNs, write);
            clock.Schedule(clock.NowNs + thereNs + random.NextInt64(takesNs), write, 1);
            await write.Answered;
        }

        if (write.Conflict is { } conflict)
        {
            throw conflict;
        }

        if (fails)
        {
            throw new IOException($"the storage does not answer: state {stateName} of {grainId}");
        }

        acknowledged[(stateName, grainId)] = Math.Max(write.Version, acknowledged.GetValueOrDefault((stateName, grainId)));
        grainState.ETag = Text(write.Version);
        grainState.RecordExists = body is not null;
    }

    private static string Text(long version) => version.ToString(CultureInfo.InvariantCulture);

    /// <param name="Body">Null: cleared.</param>
    private sealed record Record(byte[]? Body, long Version, long AtNs);

    /// <summary>A write on its way to the storage and back.</summary>
    private sealed class Write(SimulatedStorage storage, (string Name, GrainId Id) key, string? etag, byte[]? body, bool isDone) : ITimedEvent
    {
        private readonly TaskCompletionSource answer = new();

        public Task Answered => answer.Task;

        public InconsistentStateException? Conflict { get; private set; }

        public long Version { get; private set; }

        public void Fire(long nowNs, long argument)
        {
            if (argument != 0)
            {
                answer.SetResult();
                return;
            }

            var before = storage.records.GetValueOrDefault(key);
            var stored = before is null ? null : Text(before.Version);
            if (stored != etag)
            {
                Conflict = new InconsistentStateException($"state {key.Name} of {key.Id} was written by another activation", stored, etag);
            }
            else if (isDone)
            {
                Version = ++storage.lastVersion;
                storage.records[key] = new Record(body, Version, nowNs);
            }
        }
    }
}
