using System.Text.Json;
using System.Text.Json.Serialization;

namespace NetMesh.Planets;

/// <summary>
/// What the data folder remembers of a share, beside its .torrent: <c>shared/INFOHASH.json</c>; or of somebody's torrent that hosts joined:
/// <c>shared/joined-INFOHASH.json</c>.
/// </summary>
/// <param name="Name">The swarm's name.</param>
/// <param name="Path">Where the content lies; for a joined one, where its .torrent lay.</param>
/// <param name="Seeds">Addresses of the hosts that seed it, or that joined.</param>
/// <param name="IsJoined">The hosts came empty-handed: what they have is what they fetched.</param>
internal sealed record SharedRecord(string Name, string Path, IReadOnlyList<string> Seeds, bool IsJoined = false)
{
    /// <summary>Writes the record so that a crash leaves either all of it or nothing.</summary>
    public void Write(string folder, string infoHash, ReadOnlyMemory<byte> torrent)
    {
        Directory.CreateDirectory(folder);
        var file = IsJoined ? Name : infoHash;
        WriteWhole(FileOf(folder, file, ".torrent"), torrent.Span);
        WriteWhole(FileOf(folder, file, ".json"), JsonSerializer.SerializeToUtf8Bytes(this, SharedJson.Default.SharedRecord));
    }

    /// <summary>All records of a folder whose two files are there and readable; the others are named in <paramref name="unreadable"/>.</summary>
    public static IReadOnlyList<(SharedRecord Record, byte[] Torrent)> ReadAll(string folder, Action<string> unreadable)
    {
        var records = new List<(SharedRecord, byte[])>();
        string[] files = Directory.Exists(folder) ? Directory.GetFiles(folder, "*.json") : [];
        foreach (var file in files.Order(StringComparer.Ordinal))
        {
            try
            {
                var record = JsonSerializer.Deserialize(File.ReadAllBytes(file), SharedJson.Default.SharedRecord);
                records.Add((record ?? throw new JsonException("it is empty"), File.ReadAllBytes(System.IO.Path.ChangeExtension(file, ".torrent"))));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
            {
                unreadable($"{file} cannot be read ({e.Message.ReplaceLineEndings(" ").TrimEnd('.')})");
            }
        }

        return records;
    }

    private static string FileOf(string folder, string name, string extension) => System.IO.Path.Combine(folder, name + extension);

    private static void WriteWhole(string path, ReadOnlySpan<byte> bytes)
    {
        var temporary = path + ".new";
        using (var handle = File.OpenHandle(temporary, FileMode.Create, FileAccess.Write))
        {
            RandomAccess.Write(handle, bytes, 0);
            RandomAccess.FlushToDisk(handle);
        }

        File.Move(temporary, path, overwrite: true);
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(SharedRecord))]
internal sealed partial class SharedJson : JsonSerializerContext;
