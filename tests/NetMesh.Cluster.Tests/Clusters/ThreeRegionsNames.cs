using NetMesh.Contracts.Hosts;
using NetMesh.Contracts.Names;
using NetMesh.Planet.Hosts;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Dns.MasterFiles;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Zones;

namespace NetMesh.Cluster.Tests.Clusters;

/// <summary>The planet's names: a root and a resolver in us-east, and a domain with a server in each of the other regions.</summary>
internal static class ThreeRegionsNames
{
    public static readonly IPv4Address Root = IPv4Address.Parse("127.16.0.20");
    public static readonly IPv4Address Resolver = IPv4Address.Parse("127.16.0.53");
    public static readonly IPv4Address First = IPv4Address.Parse("127.17.0.20");
    public static readonly IPv4Address Second = IPv4Address.Parse("127.18.0.20");

    private static readonly Zone RootZone = Make(".", $"@ SOA a. h. 1 1h 1h 1h 1\n NS a.\na. A {Root}\nfilm NS dns1.film.\n NS dns2.film.\ndns1.film. A {First}\ndns2.film. A {Second}");
    private static readonly Zone FilmZone = Make("film.", $"@ SOA dns1 h 1 1h 1h 1h 1\n NS dns1\n NS dns2\ndns1 A {First}\ndns2 A {Second}\n* A 127.16.0.99");

    private static readonly Zone LiveZone = Make("live.", $"@ SOA dns1.film. h 1 1h 1h 1h 1\n NS dns1.film.\n NS dns2.film.");

    public static NamePlan Plan { get; } = new([new(RootZone, Root), new(FilmZone, First, Second), new(LiveZone, First, Second) { IsUpdatedByAll = true, Signing = ZoneSigning.Nsec }], [Resolver], AddressPrefix.Parse("127.0.0.0/8"));

    /// <summary>Puts their hosts on a map.</summary>
    public static void AddTo(PlanetMap map, PortPlan ports)
    {
        foreach (var (name, address) in (ReadOnlySpan<(string, IPv4Address)>)[("root", Root), ("resolver", Resolver), ("dns1", First), ("dns2", Second)])
        {
            map.AddHost(new Host(name, address, map.RegionOf(address)!, AccessLink.Unlimited));
            map.Listen(new Endpoint(address, ports.RealPort(ServiceNames.NameServerPort)), new Service(ServiceNames.NameServer, RunsHere: false));
        }
    }

    private static Zone Make(string name, string records)
    {
        var origin = DomainName.Parse(name);
        return Zone.TryMake(origin, new MasterFileReader().Read("$TTL 1h\n" + records, name, origin).Records, out var zone, out var errors)
            ? zone
            : throw new FormatException($"{errors[0]}");
    }
}
