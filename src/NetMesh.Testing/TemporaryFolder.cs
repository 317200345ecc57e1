namespace NetMesh.Testing;

/// <summary>A folder that goes with whoever made it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("netmesh-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
