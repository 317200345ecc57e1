using NetMesh.Clock;

namespace NetMesh.Labs.Worlds;

/// <summary>
/// The bytes that a world's swarm shares: made from the seed, so that the same world has the same torrent on every machine, and kept in the data
/// folder, so that real clients can have them.
/// </summary>
public static class DemonstrationContent
{
    /// <summary>The file, made at the first start.</summary>
    public static string Make(WorldSwarm swarm, long seed, string folder)
    {
        var path = Path.Combine(folder, $"{swarm.Name}.bin");
        if (File.Exists(path) && new FileInfo(path).Length == swarm.ContentLength)
        {
            return path;
        }

        Directory.CreateDirectory(folder);
        var stream = new RandomStreams(seed).Get($"content/{swarm.Name}");
        var buffer = new byte[1 << 20];
        using (var handle = File.OpenHandle(path + ".new", FileMode.Create, FileAccess.Write, preallocationSize: swarm.ContentLength))
        {
            for (var offset = 0L; offset < swarm.ContentLength; offset += buffer.Length)
            {
                stream.NextBytes(buffer);
                RandomAccess.Write(handle, buffer.AsSpan(0, (int)Math.Min(buffer.Length, swarm.ContentLength - offset)), offset);
            }
        }

        File.Move(path + ".new", path, overwrite: true);
        return path;
    }
}
