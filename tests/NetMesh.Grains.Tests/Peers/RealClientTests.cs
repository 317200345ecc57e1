using NetMesh.Contracts.Peers;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.BitTorrent.Content;
using NetMesh.Protocols.BitTorrent.PeerWire;
using NetMesh.Protocols.BitTorrent.Torrents;
using NetMesh.Protocols.Wire;

namespace NetMesh.Grains.Tests.Peers;

/// <summary>What a peer grants clients from beyond the planet.</summary>
public sealed class RealClientTests
{
    private readonly Dictionary<int, List<Frame>> heard = [];

    [Fact]
    public void One_without_a_use_for_its_connection_gives_its_place_to_the_next_once_all_are_taken()
    {
        var swarm = new MemorySwarm();
        var seed = swarm.Add(isSeed: true, policies: new PeerPolicies { MaxConnections = 2 });
        Dial(swarm, seed, 1);
        swarm.Clock.RunFor(TimeSpan.FromSeconds(5));
        Dial(swarm, seed, 2);
        swarm.Clock.RunFor(TimeSpan.FromSeconds(5));

        // Both are new: there is no place yet.
        Dial(swarm, seed, 3);
        swarm.Clock.RunFor(TimeSpan.FromSeconds(5));
        Assert.Contains(heard[3], frame => frame.Kind == FrameKind.Reset);

        swarm.Clock.RunFor(TimeSpan.FromSeconds(30));
        Dial(swarm, seed, 4);
        swarm.Clock.RunFor(TimeSpan.FromSeconds(5));
        Assert.Contains(heard[1], frame => frame.Kind == FrameKind.Reset);
        Assert.DoesNotContain(heard[2], frame => frame.Kind == FrameKind.Reset);
        Assert.Contains(heard[4], frame => frame.Kind == FrameKind.Data);
    }

    [Fact]
    public void A_peer_of_the_planet_keeps_its_place()
    {
        var swarm = new MemorySwarm();
        var seed = swarm.Add(isSeed: true, policies: new PeerPolicies { MaxConnections = 1 });
        Dial(swarm, seed, 1, isHost: true);
        swarm.Clock.RunFor(TimeSpan.FromSeconds(60));
        Dial(swarm, seed, 2);
        swarm.Clock.RunFor(TimeSpan.FromSeconds(5));
        Assert.DoesNotContain(heard[1], frame => frame.Kind == FrameKind.Reset);
        Assert.Contains(heard[2], frame => frame.Kind == FrameKind.Reset);
    }

    [Fact]
    public void One_that_asks_for_the_info_dictionary_for_ever_is_not_answered_for_ever()
    {
        var content = new byte[100_000];
        var torrent = MetainfoWriter.OfContent("file", content, []);
        var swarm = new MemorySwarm(torrent: torrent);
        var seed = swarm.Add(isSeed: true);
        var end = Dial(swarm, seed, 1, reserved: ReservedBits.ExtensionProtocol);
        swarm.Clock.RunFor(TimeSpan.FromSeconds(1));
        swarm.Network.Send(end, new Extended(0, "d1:md11:ut_metadatai3eee"u8.ToArray()));
        for (var i = 0; i < 1000; i++)
        {
            swarm.Network.Send(end, new Extended(1, "d8:msg_typei0e5:piecei0ee"u8.ToArray()));
        }

        swarm.Clock.RunFor(TimeSpan.FromSeconds(60));
        Assert.InRange(heard[1].Sum(Answers), 4, 20);

        static int Answers(Frame frame) => frame.Message switch
        {
            PeerWireBatch batch => batch.Messages.ToArray().Count(message => message is Extended { ExtensionId: 3 }),
            Extended { ExtensionId: 3 } => 1,
            _ => 0,
        };
    }

    private ConnectionEnd Dial(MemorySwarm swarm, MemorySwarm.Member to, int number, ulong reserved = 0, bool isHost = false)
    {
        var address = IPv4Address.Parse($"127.16.9.{number}");
        var frames = heard[number] = [];
        if (isHost)
        {
            swarm.Map.AddHost(new Planet.Hosts.Host($"host {number}", address, swarm.Map.Regions[0], Planet.Hosts.AccessLink.Unlimited));
        }

        swarm.Network.Listen(new Endpoint(address, 1), 1_000_000, (_, _, frame) => frames.Add(frame));
        var end = swarm.Network.Connect(new Endpoint(address, 0), to.Plan.Listen);
        swarm.Clock.RunFor(TimeSpan.FromSeconds(1));
        swarm.Network.Send(end, new Handshake(reserved, swarm.Torrent.InfoHash, Sha1Hash.Of([(byte)number])));
        return end;
    }
}
