namespace NetMesh.Embedded.Tests.Storage;

/// <summary>A state as a grain holds it.</summary>
internal sealed class Stored<T> : IGrainState<T>
{
    public T State { get; set; } = default!;

    public string? ETag { get; set; }

    public bool RecordExists { get; set; }
}
