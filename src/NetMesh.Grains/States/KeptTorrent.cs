using NetMesh.Protocols.BitTorrent.Torrents;

namespace NetMesh.Grains.States;

/// <summary>A torrent as it is kept in a grain's stored state: the .torrent file for real content, the few numbers it derives from for simulated content.</summary>
internal sealed record KeptTorrent
{
    /// <summary>The .torrent file; empty for simulated content.</summary>
    public byte[] File { get; init; } = [];

    public string Name { get; init; } = "";

    public long Length { get; init; }

    public int PieceLength { get; init; }

    public int BlockLength { get; init; }

    public ulong ContentSeed { get; init; }

    public string[] Trackers { get; init; } = [];

    public static KeptTorrent Of(Metainfo torrent) => torrent.ContentSeed is { } seed
        ? new KeptTorrent
        {
            Name = torrent.Name,
            Length = torrent.Shape.Length,
            PieceLength = torrent.Shape.PieceLength,
            BlockLength = torrent.Shape.BlockLength,
            ContentSeed = seed,
            Trackers = [.. torrent.Trackers.SelectMany(tier => tier)],
        }
        : new KeptTorrent { File = torrent.Encoded.ToArray() };

    /// <summary>The torrent; null when what was kept cannot be read.</summary>
    public Metainfo? ToMetainfo()
    {
        if (File.Length > 0)
        {
            return MetainfoReader.Read(File).Value;
        }

        return Length > 0 && PieceLength > 0 && BlockLength > 0
            ? Metainfo.Simulated(Name, new TorrentShape(Length, PieceLength, BlockLength), ContentSeed, Trackers)
            : null;
    }
}
