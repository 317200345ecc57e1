using NetMesh.Protocols.BitTorrent.Torrents;

namespace NetMesh.Grains.Pieces;

/// <summary>A torrent as grains keep it in their state: the .torrent file for real content, the few numbers it derives from for simulated content.</summary>
[GenerateSerializer, Immutable, Alias("netmesh.kept-torrent")]
public sealed record KeptTorrent
{
    /// <summary>The .torrent file; empty for simulated content.</summary>
    [Id(0)]
    public byte[] File { get; init; } = [];

    [Id(1)]
    public string Name { get; init; } = "";

    [Id(2)]
    public long Length { get; init; }

    [Id(3)]
    public int PieceLength { get; init; }

    [Id(4)]
    public int BlockLength { get; init; }

    [Id(5)]
    public ulong ContentSeed { get; init; }

    [Id(6)]
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
    public Metainfo? ToMetainfo() => File.Length == 0
        ? Metainfo.Simulated(Name, new TorrentShape(Length, PieceLength, BlockLength), ContentSeed, Trackers)
        : MetainfoReader.Read(File).Value;
}
