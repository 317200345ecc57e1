using NetMesh.Clock;
using NetMesh.Contracts.Sites;
using NetMesh.Grains.Replicas;
using NetMesh.Grains.Sites;
using NetMesh.Planet.Hosts;
using NetMesh.Protocols.Addressing;

namespace NetMesh.Grains.Tests.Sites;

/// <summary>What a process tells of those who live in it.</summary>
public sealed class ResidentBoardTests
{
    private static readonly Endpoint At = new(IPv4Address.Parse("127.16.1.0"), 6881);

    [Fact]
    public void Who_lives_here_is_published_anew_when_somebody_came_or_went_and_only_then()
    {
        var map = new PlanetMap([]);
        var board = new ResidentBoard(map);
        var shelf = new ReplicaShelf(new VirtualClock().TimeProvider);
        var changes = 0;
        shelf.Changed += () => changes++;

        void Publish(int expected, params string[] swarms)
        {
            for (var i = 0; i < 3; i++)
            {
                shelf.Publish(Residents.Key, board.Now());
            }

            Assert.Equal(expected, changes);
            Assert.Equal(swarms, shelf.Find<Residents>(Residents.Key)!.Swarms);
        }

        Publish(1);
        map.Listen(At, new Service("peer"));
        Publish(2);
        board.Enter("films");
        Publish(3, "films");
        board.Enter("films");
        map.Listen(At, new Service("peer"));
        Publish(3, "films");
        board.Leave("films");
        Publish(4);
        map.Unlisten(At);
        Publish(5);
        Assert.Empty(board.Now().Listings);
    }
}
