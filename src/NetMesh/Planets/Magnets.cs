using NetMesh.Protocols.BitTorrent.Torrents;

namespace NetMesh.Planets;

/// <summary>Magnet links of torrents (BEP 9).</summary>
internal static class Magnets
{
    public static string Of(Metainfo torrent) =>
        $"magnet:?xt=urn:btih:{torrent.InfoHash}&dn={Uri.EscapeDataString(torrent.Name)}"
        + string.Concat(torrent.Trackers.SelectMany(tier => tier).Select(url => "&tr=" + Uri.EscapeDataString(url)));
}
