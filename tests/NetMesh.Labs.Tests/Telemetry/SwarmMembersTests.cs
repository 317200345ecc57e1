using NetMesh.Grains.Peers.Watching;
using NetMesh.Labs.Telemetry;
using NetMesh.Labs.Tests.Probes.Swarms;
using NetMesh.Protocols.Addressing;

namespace NetMesh.Labs.Tests.Telemetry;

public sealed class SwarmMembersTests
{
    private readonly SwarmMembers members = new();

    [Fact]
    public void Each_is_shown_with_its_pieces_and_how_fast_payload_comes_and_goes()
    {
        members.Joined(Swarm.Peer(1), Swarm.None, default);
        members.Joined(Swarm.Peer(0, isSeed: true), Swarm.All, default);
        for (var second = 0; second <= 10; second++)
        {
            members.Received(Swarm.Peer(1), Swarm.At(0), 1000, Swarm.Second(second));
            members.Received(Swarm.Peer(1), new IPv4Address(0x7F000001), 500, Swarm.Second(second));
        }

        members.Verified(Swarm.Peer(1), 3, default);
        Assert.Equal(
            [new MemberCount(Swarm.At(0), true, 4, 0, 1100), new MemberCount(Swarm.At(1), false, 1, 1650, 0)], members.First(2, Swarm.Second(10)));
        Assert.Equal(Swarm.At(0), Assert.Single(members.First(1, Swarm.Second(10))).Address);
        Assert.Equal(2, members.Count);
        members.Finished(Swarm.Peer(1), default);
        Assert.Equal(new MemberCount(Swarm.At(1), true, 1, 0, 0), members.First(2, Swarm.Second(60))[1]);
    }

    [Fact]
    public void Who_is_unchoked_now_and_why_is_known_until_it_is_choked_or_one_of_the_two_leaves()
    {
        for (var peer = 0; peer < 4; peer++)
        {
            members.Joined(Swarm.Peer(peer), Swarm.None, default);
        }

        members.Unchoked(Swarm.Peer(0), Swarm.At(1), UnchokeReason.Regular, default);
        members.Unchoked(Swarm.Peer(0), Swarm.At(2), UnchokeReason.Optimistic, default);
        members.Unchoked(Swarm.Peer(2), Swarm.At(0), UnchokeReason.Optimistic, default);
        members.Unchoked(Swarm.Peer(2), Swarm.At(0), UnchokeReason.Regular, default);
        Assert.Equal(["0 to 2 Optimistic", "0 to 1 Regular", "2 to 0 Regular"], Pairs(60));
        Assert.Equal(["0 to 2 Optimistic", "2 to 0 Regular"], Pairs(2));

        members.Choked(Swarm.Peer(0), Swarm.At(2), default);
        members.Left(Swarm.Peer(2), default);
        Assert.Equal(["0 to 1 Regular"], Pairs(60));
        members.Left(Swarm.Peer(1), default);
        Assert.Empty(Pairs(60));
    }

    // Even ones stand in the first region, and so come first.
    private List<string> Pairs(int most) => [.. members.Unchoked(most).Pairs.Select(pair => $"{Number(pair.By)} to {Number(pair.Neighbour)} {pair.Reason}")];

    private static int Number(IPv4Address address) => Enumerable.Range(0, 4).Single(number => Swarm.At(number) == address);
}
