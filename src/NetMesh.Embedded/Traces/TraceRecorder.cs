using System.Globalization;
using NetMesh.Clock;
using NetMesh.Embedded.Turns;
using NetMesh.GrainModel.Calls;

namespace NetMesh.Embedded.Traces;

/// <summary>
/// Folds every call that begins, as (time, grain, method, payload), into one running hash: two runs did the same exactly if their hashes are equal. It can
/// write the hash after every so many calls to a file, and the calls of a window in words to another: see <see cref="TraceComparison"/>.
/// </summary>
public sealed class TraceRecorder : IDisposable
{
    private readonly TraceOptions options;
    private readonly BinaryWriter? checkpoints;
    private readonly StreamWriter? entries;
    private IEventClock? clock;

    public TraceRecorder(TraceOptions? options = null)
    {
        this.options = options ?? new TraceOptions();
        checkpoints = this.options.CheckpointFile is { } file ? new BinaryWriter(File.Create(file)) : null;
        checkpoints?.Write(this.options.CheckpointEvery);
        entries = this.options.EntryFile is { } words ? new StreamWriter(words) : null;
    }

    /// <summary>All calls so far, folded.</summary>
    public ulong Hash { get; private set; }

    /// <summary>Calls so far.</summary>
    public long Count { get; private set; }

    /// <summary>Closes the files, with the last, incomplete stretch as a checkpoint.</summary>
    public void Dispose()
    {
        if (checkpoints is { BaseStream.CanWrite: true } && Count % options.CheckpointEvery != 0)
        {
            checkpoints.Write(Hash);
        }

        checkpoints?.Dispose();
        entries?.Dispose();
    }

    internal void Use(IEventClock given) => clock = given;

    internal void Record(CallMailbox receiver, ulong identity, GrainCall call)
    {
        var now = clock!.NowNs;
        var method = call.Method;
        var payload = call.PayloadIdentity;
        Hash = TracePayload.Mix(TracePayload.Mix(Hash, (ulong)now ^ identity), method.Identity ^ (payload * 0x9E3779B97F4A7C15));
        if (entries is not null && Count >= options.EntriesFrom && Count < options.EntriesTo)
        {
            entries.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Count} {now} ns {receiver.TraceName} {method} payload {payload:x16} hash {Hash:x16}"));
        }

        Count++;
        if (checkpoints is not null && Count % options.CheckpointEvery == 0)
        {
            checkpoints.Write(Hash);
        }
    }
}

/// <summary>What a trace writes beside its running hash.</summary>
public sealed record TraceOptions
{
    /// <summary>Gets the running hash after every <see cref="CheckpointEvery"/> calls.</summary>
    public string? CheckpointFile { get; init; }

    /// <summary>Calls from one checkpoint to the next.</summary>
    public long CheckpointEvery { get; init; } = 1024;

    /// <summary>Gets the calls from <see cref="EntriesFrom"/> up to, not including, <see cref="EntriesTo"/>, one a line.</summary>
    public string? EntryFile { get; init; }

    public long EntriesFrom { get; init; }

    public long EntriesTo { get; init; } = long.MaxValue;
}
