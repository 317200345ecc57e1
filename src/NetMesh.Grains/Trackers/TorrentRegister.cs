using NetMesh.Clock;
using NetMesh.Planet.Faults;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.BitTorrent.Content;
using NetMesh.Protocols.BitTorrent.Trackers;

namespace NetMesh.Grains.Trackers;

/// <summary>
/// What a tracker knows: who is in which swarm (BEP 3, 15, 48). Peers are told apart by address and port, the address being the one their packets came
/// from. A seed is told of leechers only; nobody is told of itself. Time is an argument.
/// </summary>
/// <param name="limits">What it grants and remembers at most.</param>
/// <param name="random">Draws who is told of whom.</param>
public sealed class TorrentRegister(TrackerLimits limits, RandomStream random)
{
    private const string Full = "this tracker is full";

    private readonly Dictionary<Sha1Hash, Torrent> torrents = [];

    private readonly AddressTally tally = new(limits);

    private sealed class Torrent
    {
        public readonly AddressTally Tally;
        public readonly PeerRoster Seeds;
        public readonly PeerRoster Leechers;
        public int Completed;
        public bool IsAllowed;

        public Torrent(TrackerLimits limits, AddressTally whole) =>
            (Seeds, Leechers) = (new PeerRoster(Tally = new AddressTally(limits, whole)), new PeerRoster(Tally));

        public int Count => Seeds.Count + Leechers.Count;

        public bool Has(Endpoint peer) => Seeds.Contains(peer) || Leechers.Contains(peer);

        public bool Remove(Endpoint peer) => Seeds.Remove(peer) || Leechers.Remove(peer);

        public void RemoveOldest(IPv4Address address)
        {
            var (seed, leecher) = (Seeds.Oldest(address), Leechers.Oldest(address));
            var isSeed = seed is not null && (leecher is null || seed.Value.HeardTicks <= leecher.Value.HeardTicks);
            Remove((isSeed ? seed : leecher)!.Value.Peer);
        }
    }

    /// <summary>For tests of the simulation.</summary>
    internal PlantedBug Bug { get; init; }

    /// <summary>Torrents known, with or without peers at the moment.</summary>
    public int TorrentCount => torrents.Count;

    /// <summary>Peers registered, over all torrents.</summary>
    public long PeerCount { get; private set; }

    /// <summary>Lets a torrent in for good, on a closed tracker too.</summary>
    public void Allow(Sha1Hash infoHash)
    {
        if (!torrents.TryGetValue(infoHash, out var torrent))
        {
            torrents.Add(infoHash, torrent = new Torrent(limits, tally));
        }

        torrent.IsAllowed = true;
    }

    /// <summary>Takes an announce and answers with other peers of the torrent, or with <see cref="AnnounceAnswer.Failure"/> set.</summary>
    public AnnounceAnswer Announce(AnnounceRequest request, DateTimeOffset now)
    {
        if (Complaint(request) is { } complaint)
        {
            return Refusal(complaint);
        }

        var stops = request.Happened == AnnounceEvent.Stopped;
        if (!torrents.TryGetValue(request.InfoHash, out var torrent))
        {
            if (!limits.AcceptsUnknownTorrents)
            {
                return Refusal("this tracker does not track the torrent");
            }

            if (stops)
            {
                return new AnnounceAnswer(limits.Interval, 0, 0, []);
            }

            if (torrents.Count >= limits.MaxTorrents)
            {
                return Refusal(Full);
            }
        }

        if (!stops && torrent?.Has(request.Peer) != true && NoRoomFor(request.Peer) is { } refusal)
        {
            return Refusal(refusal);
        }

        if (torrent is null)
        {
            torrents.Add(request.InfoHash, torrent = new Torrent(limits, tally));
        }

        var before = torrent.Count;
        Register(torrent, request, now);
        PeerCount += torrent.Count - before;
        return new AnnounceAnswer(limits.Interval, torrent.Seeds.Count, torrent.Leechers.Count, stops ? [] : Draw(torrent, request));
    }

    /// <summary>The numbers of the torrents asked for; unknown ones are left out.</summary>
    public ScrapeAnswer Scrape(ScrapeRequest request)
    {
        var entries = new List<ScrapeEntry>(request.InfoHashes.Length);
        foreach (var infoHash in request.InfoHashes)
        {
            if (torrents.TryGetValue(infoHash, out var torrent))
            {
                entries.Add(new ScrapeEntry(infoHash, torrent.Seeds.Count, torrent.Completed, torrent.Leechers.Count));
            }
        }

        return new ScrapeAnswer([.. entries]);
    }

    /// <summary>Forgets peers not heard of for two intervals, and torrents nobody is left in. Touches every peer: for a timer, not for every announce.</summary>
    public void Sweep(DateTimeOffset now)
    {
        var since = now - (2 * limits.Interval);
        var peers = 0L;
        List<Sha1Hash>? deserted = null;
        foreach (var (infoHash, torrent) in torrents)
        {
            torrent.Seeds.Expire(since);
            torrent.Leechers.Expire(since);
            peers += torrent.Count;
            if (torrent is { Count: 0, IsAllowed: false })
            {
                (deserted ??= []).Add(infoHash);
            }
        }

        foreach (var infoHash in deserted ?? [])
        {
            torrents.Remove(infoHash);
        }

        PeerCount = peers;
    }

    private static string? Complaint(AnnounceRequest request) => request switch
    {
        { Peer.Port: 0 } when request.Happened != AnnounceEvent.Stopped => "port 0: nobody could reach you",
        { Left: < 0 } or { Downloaded: < 0 } or { Uploaded: < 0 } => "left, downloaded and uploaded are never negative",
        _ => null,
    };

    private string? NoRoomFor(Endpoint newcomer) =>
        PeerCount >= limits.MaxPeers ? Full
        : tally.Of(newcomer.Address) >= limits.MaxOfAddress ? "this tracker lists too many peers of your address"
        : null;

    private void Register(Torrent torrent, AnnounceRequest request, DateTimeOffset now)
    {
        var peer = request.Peer;
        if (request.Happened == AnnounceEvent.Stopped)
        {
            torrent.Remove(peer);
            return;
        }

        if (Bug == PlantedBug.TrackerForgetsPeers)
        {
            torrent.Seeds.Expire(DateTimeOffset.MaxValue);
            torrent.Leechers.Expire(DateTimeOffset.MaxValue);
        }

        var isSeed = request.Left == 0;
        var wasSeed = torrent.Seeds.Contains(peer);
        var wasThere = wasSeed || torrent.Leechers.Contains(peer);
        if (!wasThere && !HasPlace(torrent, peer.Address))
        {
            return;
        }

        // A peer that repeats "completed" has completed once.
        if (request.Happened == AnnounceEvent.Completed && isSeed && !wasSeed)
        {
            torrent.Completed++;
        }

        if (wasThere && wasSeed != isSeed)
        {
            (wasSeed ? torrent.Seeds : torrent.Leechers).Remove(peer);
        }

        (isSeed ? torrent.Seeds : torrent.Leechers).Refresh(peer, now);
    }

    /// <summary>
    /// Whether a newcomer is listed. While an answer holds everybody, he is. In a crowd he takes the place of one whose address has more than its share and more
    /// than his will have, the one heard of longest ago: who makes up ports displaces himself, not others. Otherwise his address must have a share left.
    /// </summary>
    private bool HasPlace(Torrent torrent, IPv4Address address)
    {
        if (torrent.Count < Math.Min(limits.UsualWanted, limits.MaxPeersPerTorrent))
        {
            return true;
        }

        // An address gets beyond its share in small torrents alone, so that this goes through few.
        var willHave = torrent.Tally.Of(address) + 1;
        if (torrent.Tally.Crowder(willHave) is { } crowder)
        {
            torrent.RemoveOldest(crowder);
            return true;
        }

        return willHave <= limits.ShareOf(address) && torrent.Count < limits.MaxPeersPerTorrent;
    }

    private Endpoint[] Draw(Torrent torrent, AnnounceRequest request)
    {
        var wanted = Math.Min(request.Wanted < 0 ? limits.UsualWanted : request.Wanted, limits.MaxWanted);
        var seeds = request.Left == 0 && !MayHaveOnlyAMagnetLink(request) ? 0 : torrent.Seeds.Count;
        var available = seeds + torrent.Leechers.Count;
        if (wanted == 0 || available == 0)
        {
            return [];
        }

        // Seeds and leechers in proportion, but always at least one seed where there is one: it may hold pieces nobody else has.
        var wantedSeeds = seeds == 0 ? 0 : Math.Clamp((int)((long)wanted * seeds / available), 1, seeds);
        var wantedLeechers = Math.Min(wanted - wantedSeeds, torrent.Leechers.Count);
        wantedSeeds = seeds == 0 ? 0 : Math.Min(wanted - wantedLeechers, seeds);

        Span<Endpoint> drawn = stackalloc Endpoint[wantedSeeds + wantedLeechers];
        var count = torrent.Seeds.Draw(drawn, wantedSeeds, request.Peer, random);
        count += torrent.Leechers.Draw(drawn[count..], wantedLeechers, request.Peer, random);
        return drawn[..count].ToArray();
    }

    // Who knows no more than an info-hash does not know how much is left; aria2 says 0 then, and needs somebody who has the info dictionary.
    private static bool MayHaveOnlyAMagnetLink(AnnounceRequest request) =>
        request is { Left: 0, Downloaded: 0, Uploaded: 0, Happened: AnnounceEvent.Started, Wanted: > 0 };

    private AnnounceAnswer Refusal(string why) => new(limits.Interval, 0, 0, []) { Failure = why };
}
