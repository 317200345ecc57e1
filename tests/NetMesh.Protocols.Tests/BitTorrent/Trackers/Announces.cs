using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.BitTorrent.Content;
using NetMesh.Protocols.BitTorrent.Trackers;

namespace NetMesh.Protocols.Tests.BitTorrent.Trackers;

/// <summary>Announces for tests.</summary>
internal static class Announces
{
    public static readonly Endpoint Client = new(new IPv4Address(127, 17, 0, 5), 6881);

    public static AnnounceRequest Of(
        Endpoint peer, long uploaded = 1, long downloaded = 2, long left = 3, AnnounceEvent happened = AnnounceEvent.None, int wanted = -1) =>
        new(Sha1Hash.Of("torrent"u8), Sha1Hash.Of("peer"u8), peer, uploaded, downloaded, left, happened, wanted);

    public static string Text(AnnounceRequest announce) =>
        $"{announce.InfoHash} {announce.PeerId} {announce.Peer} up {announce.Uploaded} down {announce.Downloaded} left {announce.Left} {announce.Happened} wants {announce.Wanted}";

    public static string Text(AnnounceAnswer answer) =>
        $"{answer.Interval} {answer.Seeders} {answer.Leechers} {string.Join(' ', answer.Peers.ToArray())} {answer.Failure}";

    public static string Text(ScrapeAnswer answer) => string.Join(' ', answer.Entries.ToArray());
}
