using NetMesh.Clock;
using NetMesh.Contracts.Names;
using NetMesh.Grains.Names;
using NetMesh.Planet;
using NetMesh.Planet.Hosts;
using NetMesh.Planet.Regions;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Dns.Messages;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;
using NetMesh.Protocols.Wire;

namespace NetMesh.Grains.Tests.Names;

public sealed class NearAddressesTests
{
    private static readonly DomainName Video = DomainName.Parse("video.kingcdn.com.");
    private static readonly IPv4Address InEast = IPv4Address.Parse("127.16.4.1");
    private static readonly IPv4Address AlsoInEast = IPv4Address.Parse("127.16.4.2");
    private static readonly IPv4Address InWest = IPv4Address.Parse("127.17.4.1");
    private static readonly IPv4Address EastClient = IPv4Address.Parse("127.16.0.99");
    private static readonly IPv4Address WestClient = IPv4Address.Parse("127.17.0.99");

    private readonly Network network;
    private readonly NearAddresses near;

    public NearAddressesTests()
    {
        var map = new PlanetMap([
            new Region("us-east", 39, -77.5, AddressPrefix.Parse("127.16.0.0/16")),
            new Region("eu-west", 53.3, -6.3, AddressPrefix.Parse("127.17.0.0/16"))]);
        foreach (var address in (IPv4Address[])[InEast, AlsoInEast, InWest])
        {
            map.AddHost(new Host($"edge-{address}", address, map.RegionOf(address)!, AccessLink.Unlimited));
        }

        network = new Network(new VirtualClock(), map, new Door(), new NetworkOptions { Unshaped = true }, new RandomStreams(1));
        near = new NearAddresses([new ZonePlan(DomainName.Parse("kingcdn.com."), null, []) { Nearest = [Video] }], map, network);
    }

    [Fact]
    public void Each_client_is_told_the_addresses_in_its_region()
    {
        Assert.Equal([InEast, AlsoInEast], Told(EastClient));
        Assert.Equal([InWest], Told(WestClient));
    }

    [Fact]
    public void What_has_no_power_is_not_told_and_all_are_when_nothing_has_any()
    {
        network.Faults.TakeDown(InWest);
        Assert.Equal([InEast, AlsoInEast], Told(WestClient));
        network.Faults.TakeDown(InEast);
        Assert.Equal([AlsoInEast], Told(WestClient));
        network.Faults.TakeDown(AlsoInEast);
        Assert.Equal([InEast, AlsoInEast, InWest], Told(WestClient));
    }

    [Fact]
    public void A_resolver_that_asks_for_a_network_is_answered_for_that_one_and_told_for_how_much_of_it()
    {
        var answer = Ask(EastClient, new ClientSubnet(1, 24, 0, [127, 17, 9]));
        Assert.Equal([InWest], AddressesIn(answer));
        Assert.Equal((24, 16), QueryOptionsOf(answer));
        Assert.Equal((24, 0), QueryOptionsOf(Ask(EastClient, new ClientSubnet(1, 24, 0, [10, 0, 0]))));

        // Zero bits of an address say that nothing is to be told of it (RFC 7871 §7.1.2).
        Assert.Equal([InEast, AlsoInEast], AddressesIn(Ask(EastClient, new ClientSubnet(1, 0, 0, []))));
    }

    [Fact]
    public void Other_names_have_one_answer_for_all()
    {
        var other = DomainName.Parse("www.kingcdn.com.");
        var answer = Answer(other);
        Assert.True(near.IsForAll(answer));
        Assert.Same(answer, near.For(Query(other, null), answer, EastClient));
        Assert.False(near.IsForAll(Answer(Video)));
    }

    private static (int Source, int Scope) QueryOptionsOf(DnsMessage answer)
    {
        var subnet = ClientSubnet.TryRead(answer.Edns!.Options.Single().Data)!;
        return (subnet.SourceLength, subnet.ScopeLength);
    }

    private static IEnumerable<IPv4Address> AddressesIn(DnsMessage answer) => answer.Answers.Select(record => record.Data.Address);

    private static DnsMessage Query(DomainName name, ClientSubnet? subnet) =>
        new() { Id = 7, Question = new Question(name, RecordType.A), Edns = new Edns(1232, Options: subnet is null ? [] : [subnet.ToOption()]) };

    private static DnsMessage Answer(DomainName name) => new()
    {
        Id = 7,
        Flags = MessageFlags.Response,
        Question = new Question(name, RecordType.A),
        Answers = [.. ((IPv4Address[])[InEast, AlsoInEast, InWest]).Select(address => new ResourceRecord(name, 60, RecordData.Of(address)))],
        Edns = new Edns(1232),
    };

    private IEnumerable<IPv4Address> Told(IPv4Address client) => AddressesIn(Ask(client, null));

    private DnsMessage Ask(IPv4Address client, ClientSubnet? subnet) => near.For(Query(Video, subnet), Answer(Video), client);

    private sealed class Door : IHostDoor
    {
        public void Deliver(IPv4Address at, Service service, ConnectionEnd end, long sequence, Frame frame) => throw new NotSupportedException();

        public void DeliverDatagram(IPv4Address at, Service service, Endpoint from, Endpoint to, WireMessage message) => throw new NotSupportedException();
    }
}
