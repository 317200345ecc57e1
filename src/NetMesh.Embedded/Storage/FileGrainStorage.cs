using System.Security.Cryptography;
using System.Text;
using Orleans.Storage;

namespace NetMesh.Embedded.Storage;

/// <summary>
/// Keeps every state in a file of its own: what was written survives the death of the process and of the machine. A write goes to a temporary file,
/// which is flushed to the disk and renamed over the old one, and the directory is flushed too: at any moment the old state is there whole, or the new.
/// </summary>
/// <remarks>
/// A file is <c>TYPE/XX/KEY@STATE.state</c>, with everything but lower-case letters, digits, dot and dash written as %XX, and a hash in place of the
/// rest where the name would be too long; XX is a hash that spreads files over directories. The first line of the file says
/// whose it is. On the wall clock the disk is waited for on the thread pool, on the virtual clock in the grain's turn, so that runs are the same.
/// </remarks>
public sealed class FileGrainStorage : IGrainStorage
{
    private readonly Lock[] gates = [.. Enumerable.Range(0, 32).Select(_ => new Lock())];
    private readonly string root;
    private readonly IGrainStateSerializer serializer;
    private readonly bool staysInTurn;

    /// <param name="root">The directory; made if it is not there.</param>
    /// <param name="serializer">How states are written; JSON without converters if null.</param>
    /// <param name="staysInTurn">The disk is waited for in the grain's turn: for the virtual clock.</param>
    public FileGrainStorage(string root, IGrainStateSerializer? serializer = null, bool staysInTurn = false)
    {
        this.root = Path.GetFullPath(root);
        this.serializer = serializer ?? new JsonStateSerializer();
        this.staysInTurn = staysInTurn;
        DurableFile.CreateDirectory(this.root);
        if (!OperatingSystem.IsWindows())
        {
            // Grains keep secrets, too.
            File.SetUnixFileMode(this.root, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) => Run(() =>
    {
        var stored = Read(stateName, grainId);
        return () =>
        {
            grainState.RecordExists = stored is not null;
            grainState.ETag = stored?.Etag;
            if (stored is not null)
            {
                grainState.State = serializer.Deserialize<T>(stored.Body.Span);
            }
        };
    });

    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        // In the turn: the grain may change its state while the disk works.
        var body = serializer.Serialize(grainState.State);
        var expected = grainState.ETag;
        return Run(() =>
        {
            var path = PathOf(stateName, grainId);
            var record = StateRecord.Make(stateName, grainId, expected, body);
            lock (GateOf(path))
            {
                Check(stateName, grainId, expected);
                DurableFile.Write(path, record.Bytes.Span);
            }

            return () =>
            {
                grainState.ETag = record.Etag;
                grainState.RecordExists = true;
            };
        });
    }

    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState)
    {
        var expected = grainState.ETag;
        return Run(() =>
        {
            var path = PathOf(stateName, grainId);
            lock (GateOf(path))
            {
                Check(stateName, grainId, expected);
                DurableFile.Delete(path);
            }

            return () =>
            {
                grainState.ETag = null;
                grainState.RecordExists = false;
            };
        });
    }

    /// <summary>Where a state is kept.</summary>
    public string PathOf(string stateName, GrainId grainId)
    {
        var spread = SHA256.HashData(Encoding.UTF8.GetBytes($"{grainId}\n{stateName}"));
        return Path.Combine(root, FileNames.Escape(grainId.Type.ToString()), Convert.ToHexStringLower(spread.AsSpan(0, 1)), FileNames.Of(grainId, stateName) + ".state");
    }

    // Two activations of one grain can write at once only when the silo of one was killed; looking and writing must not mix then.
    private Lock GateOf(string path) => gates[(uint)path.GetHashCode(StringComparison.Ordinal) % gates.Length];

    private StateRecord? Read(string stateName, GrainId grainId)
    {
        var path = PathOf(stateName, grainId);
        return File.Exists(path) ? StateRecord.Read(File.ReadAllBytes(path), stateName, grainId, path) : null;
    }

    private void Check(string stateName, GrainId grainId, string? expected)
    {
        var stored = Read(stateName, grainId)?.Etag;
        if (stored != expected)
        {
            throw new InconsistentStateException($"state {stateName} of {grainId} was written by another activation", stored, expected);
        }
    }

    /// <summary>The work on the disk, then what it means for the grain, in the grain's turn.</summary>
    private Task Run(Func<Action> work)
    {
        if (!staysInTurn)
        {
            return Offload(work);
        }

        try
        {
            work()();
            return Task.CompletedTask;
        }
        catch (Exception error)
        {
            return Task.FromException(error);
        }
    }

    private static async Task Offload(Func<Action> work) => (await Task.Run(work))();
}
