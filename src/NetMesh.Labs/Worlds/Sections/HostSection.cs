using System.Globalization;
using NetMesh.Contracts.Hosts;
using NetMesh.Labs.Worlds.Units;
using NetMesh.Labs.Worlds.Yaml;
using NetMesh.Planet.Hosts;
using NetMesh.Planet.Regions;
using NetMesh.Protocols.Addressing;

namespace NetMesh.Labs.Worlds.Sections;

/// <summary>
/// <c>cable: { count: 14, region: all, access: cable }</c> or <c>tracker: { region: us-east, address: 127.16.0.9, runs: tracker }</c>. A group's hosts
/// are named <c>cable-1</c>, <c>cable-2</c>, … and, where it stands in several regions, <c>cable-1.us-east</c>.
/// </summary>
internal static class HostSection
{
    public const string AllRegions = "all";
    private const int MostHosts = 500_000;
    private const ushort NamePort = 53;

    private static readonly ValueForm<string> Programs = Words.Choice(
        (ServiceNames.Tracker, ServiceNames.Tracker), (ServiceNames.NameServer, ServiceNames.NameServer), (HostGroup.Resolver, HostGroup.Resolver),
        (HostGroup.RecursiveServer, HostGroup.RecursiveServer));

    private static readonly ValueForm<bool> AnswerOrders = Words.Choice(("fixed", true), ("rotating", false));

    private static readonly ValueForm<bool> QueryCases = Words.Choice(("plain", true), ("mixed", false));

    private static readonly ValueForm<bool> Switch = Words.Choice(("on", true), ("off", false));

    private static readonly ValueForm<ushort?> Outside = new("on, off, or the port on which servers outside listen", (text, out value) =>
    {
        value = text == "on" ? NamePort : ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port > 0 ? port : null;
        return value is not null || text == "off";
    });

    private static readonly ValueForm<bool> SourcePorts = Words.Choice(("fixed", true), ("random", false));

    public static WorldHosts Read(Section world, OrderedDictionary<string, Region> regions, OrderedDictionary<string, AccessLink> links, AddressPrefix anycast)
    {
        var groups = new List<HostGroup>();
        foreach (var (key, node) in world.Named("hosts"))
        {
            groups.Add(ReadGroup(key, node, regions, links, anycast, world.Errors));
        }

        var total = groups.Sum(group => (long)group.Count * group.Regions.Count);
        if (total > MostHosts)
        {
            world.Errors.Add(groups.MaxBy(group => (long)group.Count * group.Regions.Count)!.At, $"the world has {total:N0} hosts", $"at most {MostHosts:N0}");
            return new WorldHosts();
        }

        return Settle(groups, world.Errors);
    }

    private static HostGroup ReadGroup(
        YamlScalar key, YamlNode node, OrderedDictionary<string, Region> regions, OrderedDictionary<string, AccessLink> links, AddressPrefix anycast, ErrorList errors)
    {
        if (!Words.IsName(key.Text))
        {
            errors.Add(key.At, $"{key.Kind} cannot be a host's name", Words.Name.Expected);
        }

        var section = new Section(node, $"host '{key.Text}'", errors);
        var isGroup = section.OptionalValue("count", Numbers.Whole(1, 100_000));
        var group = new HostGroup(
            key.Text,
            key.At,
            RegionsOf(section, regions),
            (int)(isGroup ?? 1),
            isGroup is not null,
            AccessSection.ReadLinkOf(section, links),
            section.OptionalValue("address", Words.Address),
            [.. section.Items("runs").Select(program => section.TryValue(program, "runs", Programs, out var name) ? name : "").Where(name => name.Length > 0)],
            section.Value("source-port", SourcePorts, false),
            section.Value("query-case", QueryCases, false),
            section.Value("answer-order", AnswerOrders, false),
            section.Value("prefetch", Switch, true),
            section.Items("forward-to"),
            section.Value("outside", Outside, null),
            [.. section.Items("anycast").Select(shared => AnycastAddress(section, key.Text, shared, anycast)).OfType<IPv4Address>().Distinct()]);
        section.Done();
        if ((group.AsksFromOnePort || group.AsksInPlainCase || group.TellsInOneOrder || !group.Prefetches || group.ForwardTo.Count > 0 || group.OutsidePort is not null) && !group.Programs.Contains(HostGroup.Resolver))
        {
            errors.Add(group.At, $"host '{key.Text}' has a source-port, a query-case, an answer-order, a prefetch, a forward-to or an outside, and asks nobody", $"runs: {HostGroup.Resolver}");
        }

        if (group is { Address: not null } && (group.Count > 1 || group.Regions.Count > 1))
        {
            errors.Add(key.At, $"host '{key.Text}' has one address for several hosts", "no address, so that each gets its own, or a single host");
        }

        return group;
    }

    private static IPv4Address? AnycastAddress(Section host, string name, YamlNode node, AddressPrefix anycast)
    {
        if (!host.TryValue(node, "anycast", Words.Address, out var address))
        {
            return null;
        }

        if (!anycast.Contains(address))
        {
            host.Errors.Add(node.At, $"host '{name}' has the anycast address {address}, outside the anycast block {anycast}", $"an address inside {anycast}");
        }

        return address;
    }

    private static List<Region> RegionsOf(Section host, OrderedDictionary<string, Region> regions)
    {
        const string Expected = $"a region, a list of regions, or '{AllRegions}'";
        return host.Required("region", Expected) switch
        {
            null => [],
            YamlScalar { Text: AllRegions } => [.. regions.Values],
            YamlSequence list => [.. list.Items.Select(item => References.To(item, "region", "region", regions, host.Errors)).OfType<Region>().Distinct()],
            { } single => References.To(single, "region", "region", regions, host.Errors) is { } region ? [region] : [],
        };
    }

    // Given addresses first, so that no allotted one takes them.
    private static WorldHosts Settle(List<HostGroup> groups, ErrorList errors)
    {
        var settled = new WorldHosts();
        foreach (var group in groups.Where(group => group.Address is not null))
        {
            foreach (var region in group.Regions.Take(1))
            {
                var address = group.Address!.Value;
                if (!region.Prefix.Contains(address))
                {
                    errors.Add(group.At, $"host '{group.Name}' has the address {address}, outside {region.Prefix} of '{region.Label}'", $"an address inside {region.Prefix}");
                }

                if (settled.Owner(address) is { } owner)
                {
                    errors.Add(group.At, $"host '{group.Name}' has the address {address}, which '{owner.Name}' has already", "an address of its own");
                }
                else
                {
                    settled.Add(group, group.Host(group.Name, address, region));
                }
            }
        }

        var allotment = new AddressAllotment(settled);
        foreach (var group in groups)
        {
            foreach (var region in group.Address is null ? group.Regions : [])
            {
                for (var number = 1; number <= group.Count; number++)
                {
                    if (allotment.Next(region) is not { } address)
                    {
                        errors.Add(group.At, $"no room for host {number} of '{group.Name}' in {region.Prefix} of '{region.Label}'", "fewer hosts or a shorter prefix");
                        break;
                    }

                    settled.Add(group, group.Host(group.NameOf(number, region), address, region));
                }
            }
        }

        foreach (var twice in settled.All.GroupBy(host => host.Name).Where(same => same.Count() > 1))
        {
            var at = groups.Last(group => settled.Of(group.Name).Any(host => host.Name == twice.Key)).At;
            errors.Add(at, $"two hosts are named '{twice.Key}'", "another name for one of the groups");
        }

        return settled;
    }
}
