using NetMesh.Labs.Worlds;

namespace NetMesh.Planets;

/// <summary><c>worlds/default.yaml</c>, built into the executable so that it starts from anywhere.</summary>
internal static class DefaultWorld
{
    public static WorldReading Read()
    {
        using var stream = typeof(DefaultWorld).Assembly.GetManifestResourceStream("default.yaml")
            ?? throw new InvalidOperationException("the executable was built without its default world");
        using var reader = new StreamReader(stream);
        return WorldFile.Parse(reader.ReadToEnd(), "default.yaml");
    }
}
