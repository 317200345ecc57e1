using System.Collections.Immutable;
using System.Numerics;
using NetMesh.Contracts.Names;
using NetMesh.Planet.Hosts;
using NetMesh.Planet.Regions;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Dns.MasterFiles;
using NetMesh.Protocols.Dns.Records;
using NetMesh.Protocols.Dns.Zones;

namespace NetMesh.Labs.Worlds;

/// <summary>
/// Gives a world other addresses: for clients that take 127.0.0.0/8 for themselves, and for planets beside each other. The prefix is cut into equal parts, the first for the
/// anycast block, then one for each region; a host keeps its number within its region, so that <c>127.16.0.9</c> is again the <c>.0.9</c> of its region.
/// </summary>
public static class Readdressing
{
    private static readonly AddressPrefix[] NobodysOwn = [AddressPrefix.Parse("0.0.0.0/8"), AddressPrefix.Parse("224.0.0.0/3")];

    /// <summary>The same world under another prefix.</summary>
    /// <param name="world">All of it: what it carries is said later.</param>
    /// <param name="prefix">Every address lies in it afterwards. A region never gets larger than it was.</param>
    /// <exception cref="FormatException">The world does not fit, or hosts cannot have such addresses: one line.</exception>
    public static World Within(this World world, AddressPrefix prefix)
    {
        if (NobodysOwn.FirstOrDefault(prefix.Overlaps) is { Length: > 0 } special)
        {
            throw new FormatException($"{prefix} cannot be a planet's: no host has an address in {special} (RFC 6890, RFC 5771); expected one such as 198.18.0.0/15");
        }

        var partBits = BitOperations.Log2((uint)world.Regions.Length) + 1;
        CheckRoom(world, prefix, partBits);
        var length = prefix.Length + partBits;
        AddressPrefix Part(long number, AddressPrefix before) => new(prefix.At(number << (32 - length)), Math.Max(length, before.Length));

        var regions = world.Regions.Select((region, i) => (region, moved: region with { Prefix = Part(i + 1, region.Prefix) })).ToDictionary(it => it.region, it => it.moved);
        Host Moved(Host host) => host with { Address = AddressOf(host), Region = regions[host.Region], Anycast = Each(host.Anycast, Elsewhere) };
        IPv4Address AddressOf(Host host) => regions[host.Region].Prefix.At(NumberOf(host));
        var addresses = world.Hosts.Concat(world.Abroad).ToDictionary(host => host.Address, AddressOf);
        IPv4Address Elsewhere(IPv4Address address) =>
            regions.Keys.FirstOrDefault(region => region.Prefix.Contains(address)) is { } region ? regions[region].Prefix.At(address.Value - region.Prefix.Network.Value)
            : world.Anycast.Contains(address) ? Part(0, world.Anycast).At(address.Value - world.Anycast.Network.Value)
            : address;
        ImmutableArray<T> Each<T>(ImmutableArray<T> things, Func<T, T> move) => [.. things.Select(move)];
        return world with
        {
            Prefix = prefix,
            Anycast = Part(0, world.Anycast),
            Home = regions[world.Home],
            Regions = Each(world.Regions, region => regions[region]),
            Carried = Each(world.Carried, region => regions[region]),
            Hosts = Each(world.Hosts, Moved),
            Abroad = Each(world.Abroad, Moved),
            Services = Each(world.Services, service => service with
            {
                Host = addresses[service.Host],
                Forwarders = Each(service.Forwarders, forwarder => forwarder.Outside is null ? new Forwarder(addresses[forwarder.Address]) : forwarder),
            }),
            Zones = Each(world.Zones, zone => zone with
            {
                Zone = zone.Zone is null ? null : WithAddresses(zone.Zone, Elsewhere),
                Servers = Each(zone.Servers, server => addresses[server]),
            }),
            Swarms = Each(world.Swarms, swarm => swarm with
            {
                Tracker = addresses[swarm.Tracker],
                Members = Each(swarm.Members, member => member with { Address = addresses[member.Address] }),
            }),
        };
    }

    private static long NumberOf(Host host) => host.Address.Value - host.Region.Prefix.Network.Value;

    // The names in reverse, of in-addr.arpa, stay as they are written.
    private static Zone WithAddresses(Zone zone, Func<IPv4Address, IPv4Address> move)
    {
        var records = zone.Records.Select(record => record.Type == RecordType.A ? record with { Data = RecordData.Of(move(record.Data.Address)) } : record);
        return Zone.TryMake(zone.Name, records.Select(record => new PlacedRecord(record, default)), out var moved, out var errors)
            ? moved
            : throw new InvalidOperationException($"a zone that was one no longer is: {errors[0]}");
    }

    private static void CheckRoom(World world, AddressPrefix prefix, int partBits)
    {
        var last = world.Hosts.Concat(world.Abroad).MaxBy(NumberOf);
        var hostBits = last is null ? 0 : BitOperations.Log2((ulong)NumberOf(last)) + 1;
        if (prefix.Length + partBits + hostBits > 32)
        {
            var room = Math.Max(32 - prefix.Length - partBits, 0);
            throw new FormatException(
                $"world '{world.Name}' does not fit into {prefix}: each of its {world.Regions.Length} regions gets {1L << room:N0} addresses there"
                + (last is null ? "" : $", and host {last.Name} is number {NumberOf(last):N0} of its own")
                + $"; expected a prefix of /{Math.Max(32 - partBits - hostBits, 0)} or shorter");
        }
    }
}
