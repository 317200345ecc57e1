namespace NetMesh.Embedded.Storage;

/// <summary>What lies in files, as far as it was read or written last: so that a write need not read it again. Safe from any thread.</summary>
internal sealed class KnownStates
{
    // Whatever is forgotten is read again.
    private const long MostBytes = 32 << 20;

    private readonly Lock gate = new();
    private readonly Dictionary<string, StateFile> files = new(StringComparer.Ordinal);
    private readonly HashSet<string> unsure = new(StringComparer.Ordinal);
    private long bytes;

    /// <summary>What is known of a file; null for nothing.</summary>
    public StateFile? Find(string path)
    {
        lock (gate)
        {
            return files.GetValueOrDefault(path);
        }
    }

    /// <summary>Notes what is in a file now, for certain.</summary>
    public void Note(string path, StateFile file)
    {
        lock (gate)
        {
            Drop(path);
            unsure.Remove(path);
            var known = file.ToKnown();
            if (bytes + SizeOf(known) > MostBytes)
            {
                files.Clear();
                bytes = 0;
            }

            files[path] = known;
            bytes += SizeOf(known);
        }
    }

    /// <summary>There is no such file any more.</summary>
    public void NoteGone(string path)
    {
        lock (gate)
        {
            Drop(path);
            unsure.Remove(path);
        }
    }

    /// <summary>A write has failed: what is read of the file from now on may not be on the disk.</summary>
    public void NoteUnsure(string path)
    {
        lock (gate)
        {
            Drop(path);
            unsure.Add(path);
        }
    }

    /// <summary>Whether a write has failed since the file was last written whole.</summary>
    public bool IsUnsure(string path)
    {
        lock (gate)
        {
            return unsure.Contains(path);
        }
    }

    // With what there is of it besides.
    private static long SizeOf(StateFile file) => file.Body.Length + 1_000;

    private void Drop(string path)
    {
        if (files.Remove(path, out var file))
        {
            bytes -= SizeOf(file);
        }
    }
}
