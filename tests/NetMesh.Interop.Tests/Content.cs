using System.Security.Cryptography;
using NetMesh.Protocols.BitTorrent.Torrents;

namespace NetMesh.Interop.Tests;

/// <summary>Files that tests share, and what must have become of them.</summary>
internal static class Content
{
    /// <summary>A file of random bytes in a folder of its own, which a client can seed from; its name is its own too.</summary>
    public static string MakeFile(RunningPlanet planet, string folder, string name, int length, int seed)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(planet.Folder, folder, name))!);
        return planet.MakeFile(Path.Combine(folder, name), length, seed);
    }

    /// <summary>The copy of a file, or of everything below a folder, has the same SHA-1.</summary>
    public static void AssertSame(string original, string copy)
    {
        if (File.Exists(original))
        {
            Assert.Equal(Sha1(original), Sha1(copy));
            return;
        }

        var files = Directory.GetFiles(original, "*", SearchOption.AllDirectories);
        Assert.NotEmpty(files);
        Assert.All(files, file => Assert.Equal(Sha1(file), Sha1(Path.Combine(copy, Path.GetRelativePath(original, file)))));
    }

    public static Metainfo ReadTorrent(string path)
    {
        var read = MetainfoReader.Read(File.ReadAllBytes(path));
        Assert.True(read.IsComplete, read.Error?.ToString());
        return read.Value;
    }

    /// <summary>Writes the same torrent, announced at these trackers only.</summary>
    public static string Retrack(string torrent, string path, params string[] trackers)
    {
        File.WriteAllBytes(path, MetainfoWriter.WithTrackers(ReadTorrent(torrent), [trackers]).Encoded.Span);
        return path;
    }

    private static string Sha1(string path)
    {
        using var file = File.OpenRead(path);
        return Convert.ToHexString(SHA1.HashData(file));
    }
}
