using System.Diagnostics.Metrics;
using NetMesh.Contracts.Peers;
using NetMesh.Grains.Peers.Watching;
using NetMesh.Labs.Moments;
using NetMesh.Labs.Probes.Swarms;
using NetMesh.Planet.Hosts;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.BitTorrent.Content;
using NetMesh.Protocols.BitTorrent.Torrents;

namespace NetMesh.Labs.Telemetry;

/// <summary>What is kept of one swarm while it runs: what probes of labs keep, and sums. It is told as <see cref="ISwarmWatcher"/> is.</summary>
/// <param name="name">The key of the swarm that its first peer belongs to.</param>
internal sealed class SwarmTally(string name, Metainfo torrent, PlanetMap map)
{
    // Peers wait while pairs of them are gone through: of a hundred that is done in a millisecond.
    private const int PeersAsked = 100;

    private readonly PieceCopies copies = new();
    private readonly PeerInterest interest = new(PeersAsked);
    private readonly Presence presence = new();
    private readonly long[] unchokes = new long[Enum.GetValues<UnchokeReason>().Length];
    private readonly Dictionary<string, Payload> received = new(StringComparer.Ordinal);
    private long completions;

    /// <summary>Who is there.</summary>
    public SwarmMembers Members { get; } = new();

    public void Joined(PeerPlan peer, PieceSet pieces, TimeSpan now)
    {
        ((ISwarmWatcher)copies).Joined(peer, pieces, now);
        ((ISwarmWatcher)interest).Joined(peer, pieces, now);
        ((ISwarmWatcher)presence).Joined(peer, pieces, now);
        Members.Joined(peer, pieces, now);
    }

    public void Verified(PeerPlan peer, int piece, TimeSpan now)
    {
        ((ISwarmWatcher)copies).Verified(peer, piece, now);
        ((ISwarmWatcher)interest).Verified(peer, piece, now);
        Members.Verified(peer, piece, now);
    }

    public void Finished(PeerPlan peer, TimeSpan now)
    {
        ((ISwarmWatcher)interest).Finished(peer, now);
        ((ISwarmWatcher)presence).Finished(peer, now);
        Members.Finished(peer, now);
        completions++;
    }

    public void Left(PeerPlan peer, TimeSpan now)
    {
        ((ISwarmWatcher)copies).Left(peer, now);
        ((ISwarmWatcher)interest).Left(peer, now);
        ((ISwarmWatcher)presence).Left(peer, now);
        Members.Left(peer, now);
    }

    public void Unchoked(PeerPlan peer, IPv4Address neighbour, UnchokeReason reason, TimeSpan now)
    {
        unchokes[(int)reason]++;
        Members.Unchoked(peer, neighbour, reason, now);
    }

    public void Choked(PeerPlan peer, IPv4Address neighbour, TimeSpan now) => Members.Choked(peer, neighbour, now);

    public void Received(PeerPlan peer, IPv4Address neighbour, int bytes, TimeSpan now)
    {
        Members.Received(peer, neighbour, bytes, now);
        var (here, there) = (RegionOf(peer.Listen.Address), RegionOf(neighbour));
        if (!received.TryGetValue(here, out var payload))
        {
            received.Add(here, payload = new Payload());
        }

        if (here == there)
        {
            payload.OwnRegion += bytes;
        }
        else
        {
            payload.OtherRegions += bytes;
        }
    }

    /// <summary>Everything so far. Goes through all pieces, and through pairs of peers.</summary>
    public SwarmCount Count() => new(
        copies.OneByteEach(), copies.Count(), interest.Share, presence.Seeds, presence.Leechers, Members.Joins, Members.Leaves, completions,
        [.. received.Select(it => new RegionBytes(it.Key, it.Value.OwnRegion, it.Value.OtherRegions))],
        unchokes[(int)UnchokeReason.Regular], unchokes[(int)UnchokeReason.Optimistic]);

    /// <summary>What does not change about it.</summary>
    /// <param name="regions">Of the planet.</param>
    /// <param name="of">Of a recorded run: which one.</param>
    public SwarmStart ToStart(IReadOnlyList<string> regions, string? of = null) =>
        new(name, torrent.Name, torrent.InfoHash.ToString(), torrent.Shape.PieceCount, torrent.Shape.Length, regions, of);

    public IEnumerable<Measurement<int>> Peers() => [Of(presence.Leechers, "state", "leeching"), Of(presence.Seeds, "state", "seeding")];

    public IEnumerable<Measurement<int>> Pieces() => [Of(torrent.Shape.PieceCount)];

    /// <summary>Goes through all pieces.</summary>
    public IEnumerable<Measurement<double>> Copies(Func<CopyCount, double> which) => [Of(which(copies.Count()))];

    /// <summary>None while there are fewer than two leechers.</summary>
    public IEnumerable<Measurement<double>> Entropy() => interest.Share is { } share ? [Of(share)] : [];

    public IEnumerable<Measurement<long>> Completions() => [Of(completions)];

    public IEnumerable<Measurement<long>> Unchokes() =>
        [Of(unchokes[(int)UnchokeReason.Regular], "kind", "regular"), Of(unchokes[(int)UnchokeReason.Optimistic], "kind", "optimistic")];

    /// <summary>Regions where nothing arrived yet are left out.</summary>
    public IEnumerable<Measurement<long>> Received() => received.SelectMany(region => new[]
    {
        Of(region.Value.OwnRegion, "region", region.Key, "source", "own-region"), Of(region.Value.OtherRegions, "region", region.Key, "source", "other-regions"),
    });

    // As gateways have it: who stands in no region is at home.
    private string RegionOf(IPv4Address address) => (map.RegionOf(address) ?? map.Home)?.Label ?? "none";

    private Measurement<T> Of<T>(T value, params ReadOnlySpan<string> more)
        where T : struct
    {
        List<KeyValuePair<string, object?>> tags = [new("swarm", torrent.Name), new("info_hash", torrent.InfoHash.ToString())];
        for (var i = 0; i < more.Length; i += 2)
        {
            tags.Add(new(more[i], more[i + 1]));
        }

        return new Measurement<T>(value, tags);
    }

    private sealed class Payload
    {
        public long OwnRegion;
        public long OtherRegions;
    }
}
