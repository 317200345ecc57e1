using NetMesh.Clock;
using NetMesh.Grains.Trackers;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.BitTorrent.Content;
using NetMesh.Protocols.BitTorrent.Trackers;

namespace NetMesh.Grains.Tests.Trackers;

public sealed class TorrentRegisterTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch;
    private static readonly Sha1Hash Torrent = Sha1Hash.Of("torrent"u8);
    private readonly TorrentRegister register = new(new TrackerLimits(), new RandomStream(1));

    [Fact]
    public void Peer_is_told_of_the_others_and_never_of_itself()
    {
        Announce(register, 1);
        Announce(register, 2);
        var answer = Announce(register, 1);
        Assert.Equal([PeerAt(2)], answer.Peers.ToArray());
        Assert.Equal(2, answer.Leechers);
    }

    [Fact]
    public void Seed_is_told_of_leechers_only_and_a_leecher_of_both()
    {
        Announce(register, 1, left: 0);
        Announce(register, 2, left: 0);
        Announce(register, 3);
        Assert.Equal([PeerAt(3)], Announce(register, 1, left: 0).Peers.ToArray());
        Assert.Equal([PeerAt(1), PeerAt(2)], Announce(register, 3).Peers.ToArray().Order());
    }

    [Fact]
    public void Client_with_a_magnet_link_says_that_nothing_is_left_and_is_told_of_seeds()
    {
        Announce(register, 1, left: 0);
        var request = new AnnounceRequest(Torrent, default, PeerAt(2), 0, 0, 0, AnnounceEvent.Started, 50);
        Assert.Equal([PeerAt(1)], register.Announce(request, default).Peers.ToArray());
    }

    [Fact]
    public void Answer_holds_as_many_different_peers_as_wanted_and_never_more_than_the_cap()
    {
        for (var i = 1; i <= 1000; i++)
        {
            Announce(register, i, left: i % 3);
        }

        foreach (var (wanted, expected) in new[] { (-1, 50), (0, 0), (1, 1), (7, 7), (200, 200), (100_000, 200) })
        {
            var peers = Announce(register, 1, wanted: wanted).Peers.ToArray();
            Assert.Equal(expected, peers.Distinct().Count());
            Assert.Equal(expected, peers.Length);
        }
    }

    [Fact]
    public void Everybody_is_as_likely_to_be_drawn()
    {
        var drawn = new int[101];
        for (var i = 1; i <= 100; i++)
        {
            Announce(register, i);
        }

        for (var round = 0; round < 10_000; round++)
        {
            foreach (var peer in Announce(register, 100, wanted: 10).Peers)
            {
                drawn[peer.Address.Value & 255]++;
            }
        }

        Assert.All(drawn[1..100], count => Assert.InRange(count, 850, 1170));
    }

    [Fact]
    public void Few_seeds_among_many_leechers_are_still_told()
    {
        Announce(register, 999, left: 0);
        for (var i = 1; i <= 500; i++)
        {
            Announce(register, i);
        }

        Assert.Contains(PeerAt(999), Announce(register, 7).Peers.ToArray());
    }

    [Fact]
    public void Peer_that_stops_is_forgotten_at_once()
    {
        Announce(register, 1);
        Announce(register, 2);
        Assert.Empty(Announce(register, 1, happened: AnnounceEvent.Stopped).Peers.ToArray());
        Assert.Empty(Announce(register, 2).Peers.ToArray());
    }

    [Fact]
    public void Peer_not_heard_of_for_two_intervals_expires_and_one_that_announces_stays()
    {
        var interval = new TrackerLimits().Interval;
        Announce(register, 1);
        Announce(register, 2);
        Announce(register, 2, at: Start + interval);
        register.Sweep(Start + (2 * interval));
        Assert.Equal(2, register.PeerCount);
        register.Sweep(Start + (2 * interval) + TimeSpan.FromTicks(1));
        Assert.Equal(1, register.PeerCount);
        register.Sweep(Start + (9 * interval));
        Assert.Equal((0, 0L), (register.TorrentCount, register.PeerCount));
    }

    [Fact]
    public void Completion_is_counted_once_and_moves_the_peer_to_the_seeds()
    {
        Announce(register, 1);
        Announce(register, 1, left: 0, happened: AnnounceEvent.Completed);
        Announce(register, 1, left: 0, happened: AnnounceEvent.Completed);
        var entry = register.Scrape(new ScrapeRequest([Torrent, Sha1Hash.Of("unknown"u8)])).Entries.ToArray();
        Assert.Equal([new ScrapeEntry(Torrent, 1, 1, 0)], entry);
    }

    [Theory]
    [InlineData(0, 100, 0)]
    [InlineData(1, -1, 0)]
    [InlineData(1, 100, -1)]
    public void Impossible_announce_is_refused_and_leaves_no_trace(int port, long left, long uploaded)
    {
        var request = new AnnounceRequest(Torrent, default, new Endpoint(new IPv4Address(127, 16, 0, 9), (ushort)port), uploaded, 0, left, AnnounceEvent.Started);
        Assert.NotNull(register.Announce(request, Start).Failure);
        Assert.Equal((0, 0L), (register.TorrentCount, register.PeerCount));
    }

    [Fact]
    public void Full_tracker_answers_but_remembers_no_more()
    {
        var small = new TorrentRegister(new TrackerLimits { MaxTorrents = 1, MaxPeersPerTorrent = 2 }, new RandomStream(1));
        Announce(small, 1);
        Announce(small, 2);
        Assert.Equal(2, Announce(small, 3).Peers.Length);
        Assert.Equal(2, small.PeerCount);
        var other = new AnnounceRequest(Sha1Hash.Of("other"u8), default, PeerAt(4), 0, 0, 1, AnnounceEvent.Started);
        Assert.NotNull(small.Announce(other, Start).Failure);
    }

    [Fact]
    public void Closed_tracker_takes_only_the_torrents_it_was_told_of()
    {
        var closed = new TorrentRegister(new TrackerLimits { AcceptsUnknownTorrents = false }, new RandomStream(1));
        Assert.NotNull(Announce(closed, 1).Failure);
        closed.Allow(Torrent);
        Assert.Null(Announce(closed, 1).Failure);
        closed.Sweep(Start + TimeSpan.FromDays(1));
        Assert.Equal(1, closed.TorrentCount);
    }

    [Fact]
    public void One_address_takes_few_places_of_a_tracker_whatever_torrents_it_makes_up()
    {
        var small = new TorrentRegister(new TrackerLimits { MaxOfAddress = 100 }, new RandomStream(1));
        for (var i = 0; i < 1000; i++)
        {
            small.Announce(At(PeerAt(2), Sha1Hash.Of(BitConverter.GetBytes(i))), Start);
        }

        Assert.Equal((100, 100), (small.TorrentCount, small.PeerCount));
        Assert.NotNull(small.Announce(At(PeerAt(2), Torrent), Start).Failure);
        Assert.Null(small.Announce(At(PeerAt(2), Sha1Hash.Of(BitConverter.GetBytes(5))), Start).Failure);
        Assert.Null(small.Announce(At(PeerAt(3), Torrent), Start).Failure);
        small.Sweep(Start + TimeSpan.FromHours(1));
        Assert.Equal(0, small.PeerCount);
        Assert.Null(small.Announce(At(PeerAt(2), Torrent), Start).Failure);
    }

    [Fact]
    public void A_full_tracker_refuses_newcomers_and_serves_those_it_knows()
    {
        var small = new TorrentRegister(new TrackerLimits { MaxPeers = 3 }, new RandomStream(1));
        for (var i = 1; i <= 3; i++)
        {
            Assert.Null(Announce(small, i).Failure);
        }

        Assert.NotNull(Announce(small, 4).Failure);
        Assert.Null(Announce(small, 2).Failure);
        small.Announce(At(PeerAt(1), Torrent, AnnounceEvent.Stopped), Start);
        Assert.Null(Announce(small, 4).Failure);
    }

    private static AnnounceRequest At(Endpoint peer, Sha1Hash torrent, AnnounceEvent happened = AnnounceEvent.None) => new(torrent, default, peer, 0, 0, 1, happened);

    private static Endpoint PeerAt(int number) => new(new IPv4Address(0x7F100000 + (uint)number), 16881);

    private static AnnounceAnswer Announce(
        TorrentRegister register, int peer, long left = 100, AnnounceEvent happened = AnnounceEvent.None, int wanted = -1, DateTimeOffset? at = null) =>
        register.Announce(new AnnounceRequest(Torrent, default, PeerAt(peer), 0, 0, left, happened, wanted), at ?? Start);
}
