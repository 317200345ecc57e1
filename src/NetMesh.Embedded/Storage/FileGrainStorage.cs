using System.Security.Cryptography;
using System.Text;
using Orleans.Storage;

namespace NetMesh.Embedded.Storage;

/// <summary>
/// Keeps every state in a file of its own: what was written survives the death of the process and of the machine. At any moment the old state is there whole, or the new. Most
/// writes say what changes, in room that the file has for it, and are flushed to the disk once. When that is full the file is replaced: what is in it now goes to a temporary
/// file, which is flushed and renamed over the old one, and the directory is flushed, too.
/// </summary>
/// <remarks>
/// A file is <c>TYPE/XX/KEY@STATE.state</c>, with everything but lower-case letters, digits, dot and dash written as %XX, and a hash in place of the
/// rest where the name would be too long; XX is a hash that spreads files over directories. The first line of the file says
/// whose it is; <see cref="StateFile"/> tells the rest. On the wall clock the disk is waited for on the thread pool, on the virtual clock in the grain's turn, so that runs are the same.
/// </remarks>
public sealed class FileGrainStorage : IGrainStorage
{
    private readonly Lock[] gates = [.. Enumerable.Range(0, 256).Select(_ => new Lock())];
    private readonly KnownStates known = new();
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
        var path = PathOf(stateName, grainId);
        StateFile? stored;
        lock (GateOf(path))
        {
            stored = Read(path, OwnerOf(stateName, grainId));
        }

        return () =>
        {
            grainState.RecordExists = stored is not null;
            grainState.ETag = stored?.Version.ToString();
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
            StateFile written;
            lock (GateOf(path))
            {
                written = Write(path, stateName, grainId, expected, body);
            }

            return () =>
            {
                grainState.ETag = written.Version.ToString();
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
                Check(Current(path, OwnerOf(stateName, grainId)), stateName, grainId, expected);
                DurableFile.Delete(path);
                known.NoteGone(path);
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

    private static string OwnerOf(string stateName, GrainId grainId) => $"{FileNames.Escape(grainId.Type.ToString())} {FileNames.Whole(grainId, stateName)}";

    private static void Check(StateFile? stored, string stateName, GrainId grainId, string? expected)
    {
        if (stored?.Version.ToString() is var etag && etag != expected)
        {
            throw new InconsistentStateException($"state {stateName} of {grainId} was written by another activation", etag, expected);
        }
    }

    private StateFile Write(string path, string stateName, GrainId grainId, string? expected, byte[] body)
    {
        var owner = OwnerOf(stateName, grainId);
        var stored = Current(path, owner);
        Check(stored, stateName, grainId, expected);
        try
        {
            var written = stored?.Change(body) ?? StateFile.Replace(path, owner, stored, body);
            known.Note(path, written);
            return written;
        }
        catch
        {
            known.NoteUnsure(path);
            throw;
        }
    }

    private StateFile? Current(string path, string owner) => known.Find(path) is { } found && found.IsStill() ? found : Read(path, owner);

    private StateFile? Read(string path, string owner)
    {
        var found = StateFile.Read(path, owner);
        if (known.IsUnsure(path))
        {
            return found is null ? null : found with { IsClosed = true };
        }

        if (found is not null)
        {
            known.Note(path, found);
        }

        return found;
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
