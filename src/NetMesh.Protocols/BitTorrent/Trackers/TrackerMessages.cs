using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.BitTorrent.Content;
using NetMesh.Protocols.Wire;

namespace NetMesh.Protocols.BitTorrent.Trackers;

/// <summary>What happened to the announcing peer (BEP 3; the numbers are BEP 15's).</summary>
public enum AnnounceEvent
{
    None = 0,
    Completed = 1,
    Started = 2,
    Stopped = 3,
}

/// <summary>A peer's announce, the same for the HTTP (BEP 3, 23) and the UDP tracker (BEP 15).</summary>
/// <param name="infoHash">Which torrent.</param>
/// <param name="peerId">20 bytes.</param>
/// <param name="peer">Where the peer listens: the address its packets came from, never one it merely claims, and the port it names.</param>
/// <param name="uploaded">Bytes since <c>started</c>.</param>
/// <param name="downloaded">Bytes since <c>started</c>.</param>
/// <param name="left">Bytes still missing; 0 makes it a seed.</param>
/// <param name="happened">What happened.</param>
/// <param name="wanted">How many peers are wanted; -1 leaves it to the tracker.</param>
public sealed class AnnounceRequest(
    Sha1Hash infoHash, Sha1Hash peerId, Endpoint peer, long uploaded, long downloaded, long left, AnnounceEvent happened, int wanted = -1) : WireMessage
{
    public Sha1Hash InfoHash { get; } = infoHash;

    public Sha1Hash PeerId { get; } = peerId;

    public Endpoint Peer { get; } = peer;

    public long Uploaded { get; } = uploaded;

    public long Downloaded { get; } = downloaded;

    public long Left { get; } = left;

    public AnnounceEvent Happened { get; } = happened;

    public int Wanted { get; } = wanted;

    /// <summary>As a BEP 15 announce packet.</summary>
    public override int WireLength => 98;

    public override ulong TraceIdentity => TraceMix.Mix(
        TraceMix.Mix(InfoHash.TraceIdentity, PeerId.TraceIdentity, (ulong)Left), ((ulong)Peer.Address.Value << 16) | Peer.Port, (ulong)Happened);
}

/// <summary>A tracker's answer to an announce.</summary>
/// <param name="interval">When to announce again.</param>
/// <param name="seeders">Peers with everything.</param>
/// <param name="leechers">Peers still missing something.</param>
/// <param name="peers">Other peers of the torrent; owned.</param>
public sealed class AnnounceAnswer(TimeSpan interval, int seeders, int leechers, Endpoint[] peers) : WireMessage
{
    public TimeSpan Interval { get; } = interval;

    public int Seeders { get; } = seeders;

    public int Leechers { get; } = leechers;

    public ReadOnlySpan<Endpoint> Peers => peers;

    /// <summary>Why the announce was refused; null when it was not.</summary>
    public string? Failure { get; init; }

    /// <summary>As a BEP 15 announce response: 20 bytes and 6 a peer.</summary>
    public override int WireLength => 20 + (6 * peers.Length);

    public override ulong TraceIdentity
    {
        get
        {
            var identity = TraceMix.Mix((ulong)Interval.Ticks, (ulong)Seeders, (ulong)Leechers);
            foreach (var peer in peers)
            {
                identity = TraceMix.Mix(identity, ((ulong)peer.Address.Value << 16) | peer.Port);
            }

            return identity;
        }
    }
}

/// <summary>A question for the numbers of some torrents (BEP 48, BEP 15).</summary>
public sealed class ScrapeRequest(Sha1Hash[] infoHashes) : WireMessage
{
    public ReadOnlySpan<Sha1Hash> InfoHashes => infoHashes;

    public override int WireLength => 16 + (20 * infoHashes.Length);

    public override ulong TraceIdentity
    {
        get
        {
            var identity = 48UL;
            foreach (var infoHash in infoHashes)
            {
                identity = TraceMix.Mix(identity, infoHash.TraceIdentity);
            }

            return identity;
        }
    }
}

/// <summary>The numbers of one torrent.</summary>
public readonly record struct ScrapeEntry(Sha1Hash InfoHash, int Seeders, int Completed, int Leechers);

/// <summary>The answer to a scrape, one entry a known torrent.</summary>
public sealed class ScrapeAnswer(ScrapeEntry[] entries) : WireMessage
{
    public ReadOnlySpan<ScrapeEntry> Entries => entries;

    public override int WireLength => 8 + (12 * entries.Length);

    public override ulong TraceIdentity
    {
        get
        {
            var identity = 84UL;
            foreach (var entry in entries)
            {
                identity = TraceMix.Mix(identity, ((ulong)entry.Seeders << 32) | (uint)entry.Leechers, (ulong)entry.Completed);
            }

            return identity;
        }
    }
}
