using System.Text;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Bencode;
using NetMesh.Protocols.BitTorrent.Content;

namespace NetMesh.Protocols.BitTorrent.Trackers.Http;

/// <summary>The client's side of an HTTP tracker: builds queries and reads answers (BEP 3, 23, 48). HTTP itself is somebody else's.</summary>
public static class HttpTrackerClient
{
    private const int MaxPeers = 10_000;

    /// <summary>The query of an announce, without a question mark; asks for the compact form.</summary>
    public static string AnnounceQuery(AnnounceRequest request)
    {
        var query = new StringBuilder("info_hash=");
        HttpTrackerQuery.AppendHash(query, request.InfoHash);
        query.Append("&peer_id=");
        HttpTrackerQuery.AppendHash(query, request.PeerId);
        query.Append("&port=").Append(request.Peer.Port)
            .Append("&uploaded=").Append(request.Uploaded)
            .Append("&downloaded=").Append(request.Downloaded)
            .Append("&left=").Append(request.Left)
            .Append("&compact=1");
        if (request.Wanted >= 0)
        {
            query.Append("&numwant=").Append(request.Wanted);
        }

        return (request.Happened switch
        {
            AnnounceEvent.Started => query.Append("&event=started"),
            AnnounceEvent.Stopped => query.Append("&event=stopped"),
            AnnounceEvent.Completed => query.Append("&event=completed"),
            _ => query,
        }).ToString();
    }

    /// <summary>The query of a scrape, without a question mark.</summary>
    public static string ScrapeQuery(ScrapeRequest request)
    {
        var query = new StringBuilder();
        foreach (var infoHash in request.InfoHashes)
        {
            query.Append(query.Length == 0 ? "info_hash=" : "&info_hash=");
            HttpTrackerQuery.AppendHash(query, infoHash);
        }

        return query.ToString();
    }

    /// <summary>Reads the body that answers an announce: either form of peers, or a failure. Peers that are no IPv4 address are left out.</summary>
    public static ReadResult<AnnounceAnswer> ReadAnnounceAnswer(ReadOnlySpan<byte> body)
    {
        var read = BencodeReader.ReadWhole(body, BencodeRules.Lenient);
        if (!read.IsComplete)
        {
            return read.Without<AnnounceAnswer>();
        }

        if (read.Value["failure reason"u8].TryGetBytes(out var reason))
        {
            return Complete(new AnnounceAnswer(TimeSpan.Zero, 0, 0, []) { Failure = Encoding.UTF8.GetString(reason) }, body);
        }

        if (!read.Value["interval"u8].TryGetInteger(out var interval) || interval is < 0 or > int.MaxValue)
        {
            return Invalid<AnnounceAnswer>("no usable interval", "seconds (BEP 3)");
        }

        if (ReadPeers(read.Value["peers"u8]) is not { } peers)
        {
            return Invalid<AnnounceAnswer>("no usable peers", "six bytes a peer, or a list of dictionaries (BEP 23, BEP 3)");
        }

        return Complete(
            new AnnounceAnswer(TimeSpan.FromSeconds(interval), Count(read.Value["complete"u8]), Count(read.Value["incomplete"u8]), peers), body);
    }

    /// <summary>Reads the body that answers a scrape. A failure is an error here.</summary>
    public static ReadResult<ScrapeAnswer> ReadScrapeAnswer(ReadOnlySpan<byte> body)
    {
        var read = BencodeReader.ReadWhole(body, BencodeRules.Lenient);
        if (!read.IsComplete)
        {
            return read.Without<ScrapeAnswer>();
        }

        if (read.Value["files"u8] is not { Kind: BencodeKind.Dictionary } files)
        {
            return Invalid<ScrapeAnswer>("no files", "a dictionary of torrents (BEP 48)");
        }

        var entries = new List<ScrapeEntry>();
        foreach (var entry in files.Entries)
        {
            if (entry.Key.Length == Sha1Hash.Length)
            {
                entries.Add(new ScrapeEntry(
                    new Sha1Hash(entry.Key), Count(entry.Value["complete"u8]), Count(entry.Value["downloaded"u8]), Count(entry.Value["incomplete"u8])));
            }
        }

        return ReadResult<ScrapeAnswer>.Complete(new ScrapeAnswer([.. entries]), body.Length);
    }

    private static Endpoint[]? ReadPeers(BencodeValue value)
    {
        if (value.TryGetBytes(out var compact))
        {
            return compact.Length % CompactPeers.Length == 0 ? CompactPeers.Read(compact[..Math.Min(compact.Length, MaxPeers * CompactPeers.Length)]) : null;
        }

        if (value.Kind != BencodeKind.List)
        {
            return null;
        }

        var peers = new List<Endpoint>();
        foreach (var item in value.Items)
        {
            if (peers.Count < MaxPeers && item["ip"u8].TryGetText(out var ip) && IPv4Address.TryParse(ip, out var address)
                && item["port"u8].TryGetInteger(out var port) && port is >= 1 and <= ushort.MaxValue)
            {
                peers.Add(new Endpoint(address, (ushort)port));
            }
        }

        return [.. peers];
    }

    private static int Count(BencodeValue value) => value.TryGetInteger(out var count) ? (int)Math.Clamp(count, 0, int.MaxValue) : 0;

    private static ReadResult<AnnounceAnswer> Complete(AnnounceAnswer answer, ReadOnlySpan<byte> body) =>
        ReadResult<AnnounceAnswer>.Complete(answer, body.Length);

    private static ReadResult<T> Invalid<T>(string what, string expected) => ReadResult<T>.Invalid(new ProtocolError("http-tracker", what, expected));
}
