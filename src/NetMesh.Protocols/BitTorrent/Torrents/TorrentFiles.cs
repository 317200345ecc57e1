using NetMesh.Protocols.Bencode;

namespace NetMesh.Protocols.BitTorrent.Torrents;

/// <summary>Reads which files an info dictionary lists: one under <c>length</c>, or several under <c>files</c> (BEP 3).</summary>
internal static class TorrentFiles
{
    public static TorrentFile[]? Read(BencodeValue info, MetainfoLimits limits, out long length, out string? fault)
    {
        fault = null;
        var list = info["files"u8];
        if (info["length"u8].TryGetInteger(out length))
        {
            fault = list.IsAbsent ? null : "both length and files";
            return list.IsAbsent ? [new TorrentFile([], length)] : null;
        }

        if (list.Kind != BencodeKind.List)
        {
            fault = "neither length nor files";
            return null;
        }

        var files = new List<TorrentFile>();
        foreach (var entry in list.Items)
        {
            if (files.Count == limits.MaxFiles)
            {
                fault = $"more than {limits.MaxFiles} files";
                return null;
            }

            if (!entry["length"u8].TryGetInteger(out var one) || one < 0 || one > limits.MaxLength - length)
            {
                fault = $"file {files.Count} without a usable length";
                return null;
            }

            if (ReadPath(entry["path"u8], out fault) is not { } path)
            {
                fault = $"in the path of file {files.Count}: {fault}";
                return null;
            }

            length += one;
            files.Add(new TorrentFile(path, one));
        }

        return [.. files];
    }

    private static List<string>? ReadPath(BencodeValue value, out string? fault)
    {
        var path = new List<string>();
        foreach (var item in value.Items)
        {
            if (!PathComponent.TryRead(item, out var component, out fault))
            {
                return null;
            }

            path.Add(component);
            if (path.Count > PathComponent.MaxDepth)
            {
                fault = $"more than {PathComponent.MaxDepth} components";
                return null;
            }
        }

        fault = path.Count == 0 ? "no component" : null;
        return path.Count == 0 ? null : path;
    }
}
