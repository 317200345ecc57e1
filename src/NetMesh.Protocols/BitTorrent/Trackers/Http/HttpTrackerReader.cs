using System.Globalization;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.BitTorrent.Content;

namespace NetMesh.Protocols.BitTorrent.Trackers.Http;

/// <summary>Reads what a client asks an HTTP tracker: the query strings of announce (BEP 3, 23) and scrape (BEP 48).</summary>
public static class HttpTrackerReader
{
    /// <summary>Characters of a query.</summary>
    public const int MaxQueryLength = 8 * 1024;

    /// <summary>Torrents of one scrape.</summary>
    public const int MaxScrape = 64;

    /// <summary>Peers that an answer may carry at most, whatever the client wants.</summary>
    public const int MaxWanted = 200;

    /// <summary>
    /// Reads an announce's query. The announced peer is the connection's source address with the announced port: an <c>ip</c> parameter is passed
    /// over, or anybody could enlist a victim.
    /// </summary>
    /// <param name="query">The raw, percent-encoded query, with or without its question mark.</param>
    /// <param name="from">The address the connection came from.</param>
    public static ReadResult<HttpAnnounce> ReadAnnounce(ReadOnlySpan<char> query, IPv4Address from)
    {
        if (query.Length > MaxQueryLength)
        {
            return Invalid<HttpAnnounce>($"a query of {query.Length} characters", $"at most {MaxQueryLength}", MaxQueryLength);
        }

        var infoHash = default(Sha1Hash?);
        var peerId = default(Sha1Hash?);
        long uploaded = 0, downloaded = 0, left = -1, port = 0, wanted = -1;
        var compact = false;
        var happened = AnnounceEvent.None;
        foreach (var parameter in new HttpTrackerQuery(query))
        {
            var value = parameter.Value;
            var expected = parameter.Key switch
            {
                "info_hash" => TryHash(value, ref infoHash) ? null : "info_hash once, of 20 bytes",
                "peer_id" => TryHash(value, ref peerId) ? null : "peer_id once, of 20 bytes",
                "port" => TryNumber(value, out port) && port is >= 1 and <= ushort.MaxValue ? null : "port from 1 to 65535",
                "uploaded" => TryNumber(value, out uploaded) ? null : "uploaded as a number of bytes",
                "downloaded" => TryNumber(value, out downloaded) ? null : "downloaded as a number of bytes",
                "left" => TryNumber(value, out left) ? null : "left as a number of bytes",
                "numwant" => TryWanted(value, out wanted) ? null : "numwant as a number",
                "compact" => TryFlag(value, out compact) ? null : "compact as 0 or 1",
                "event" => TryEvent(value, out happened) ? null : "event as started, stopped or completed",
                _ => null,
            };
            if (expected is not null)
            {
                return Invalid<HttpAnnounce>($"an unusable {parameter.Key}", $"{expected} (BEP 3)", parameter.At);
            }
        }

        if (infoHash is not { } torrent || peerId is not { } peer || port == 0)
        {
            return Invalid<HttpAnnounce>("an announce with something missing", "info_hash, peer_id and port (BEP 3)", query.Length);
        }

        // BEP 3 demands `left`, but nobody who leaves it out should count as a seed.
        var announce = new AnnounceRequest(
            torrent, peer, new Endpoint(from, (ushort)port), uploaded, downloaded, left < 0 ? long.MaxValue : left, happened, (int)wanted);
        return ReadResult<HttpAnnounce>.Complete(new HttpAnnounce(announce, compact), query.Length);
    }

    /// <summary>Reads a scrape's query. One without any info-hash, which asks for all torrents, is refused.</summary>
    public static ReadResult<ScrapeRequest> ReadScrape(ReadOnlySpan<char> query)
    {
        if (query.Length > MaxQueryLength)
        {
            return Invalid<ScrapeRequest>($"a query of {query.Length} characters", $"at most {MaxQueryLength}", MaxQueryLength);
        }

        var hashes = new List<Sha1Hash>();
        foreach (var parameter in new HttpTrackerQuery(query))
        {
            if (!parameter.Key.SequenceEqual("info_hash"))
            {
                continue;
            }

            if (!HttpTrackerQuery.TryReadHash(parameter.Value, out var hash) || hashes.Count == MaxScrape)
            {
                return Invalid<ScrapeRequest>("an unusable info_hash", $"at most {MaxScrape} of 20 bytes each (BEP 48)", parameter.At);
            }

            hashes.Add(hash);
        }

        return hashes.Count == 0
            ? Invalid<ScrapeRequest>("a scrape of everything", "an info_hash (BEP 48)", query.Length)
            : ReadResult<ScrapeRequest>.Complete(new ScrapeRequest([.. hashes]), query.Length);
    }

    private static bool TryHash(ReadOnlySpan<char> value, ref Sha1Hash? hash)
    {
        if (hash is not null || !HttpTrackerQuery.TryReadHash(value, out var read))
        {
            return false;
        }

        hash = read;
        return true;
    }

    private static bool TryNumber(ReadOnlySpan<char> value, out long number) =>
        long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static bool TryWanted(ReadOnlySpan<char> value, out long wanted)
    {
        // Some clients send -1 for "as many as you like".
        var isNumber = long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out wanted);
        wanted = Math.Clamp(wanted, -1, MaxWanted);
        return isNumber;
    }

    private static bool TryFlag(ReadOnlySpan<char> value, out bool flag)
    {
        flag = value is "1";
        return value is "0" or "1";
    }

    private static bool TryEvent(ReadOnlySpan<char> value, out AnnounceEvent happened)
    {
        happened = value switch
        {
            "started" => AnnounceEvent.Started,
            "stopped" => AnnounceEvent.Stopped,
            "completed" => AnnounceEvent.Completed,
            _ => AnnounceEvent.None,
        };

        // BEP 21 adds `paused`; an absent event may also be spelled empty (BEP 3).
        return happened != AnnounceEvent.None || value is "" or "empty" or "paused";
    }

    private static ReadResult<T> Invalid<T>(string what, string expected, long at) =>
        ReadResult<T>.Invalid(new ProtocolError("http-tracker", what, expected, at));
}
