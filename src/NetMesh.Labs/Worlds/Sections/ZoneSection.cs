using System.Text;
using NetMesh.Contracts.Hosts;
using NetMesh.Contracts.Names;
using NetMesh.Labs.Worlds.Units;
using NetMesh.Labs.Worlds.Yaml;
using NetMesh.Planet.Hosts;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Dns.MasterFiles;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Signatures;
using NetMesh.Protocols.Dns.Zones;

namespace NetMesh.Labs.Worlds.Sections;

/// <summary>
/// <c>netcinema.com: { on: [dns1, dns2], file: netcinema.zone }</c>: a zone, the hosts that answer from it, and its records, in a master file beside the world or, as
/// <c>records</c>, in place.
/// </summary>
internal static class ZoneSection
{
    private const string RecordsExpected = "'file', a master file beside the world, or 'records', the same in place";
    private const int MostBytes = 64 << 20;

    public static List<ZonePlan> Read(Section world, WorldHosts hosts, IReadOnlyDictionary<DomainName, TransactionKey> keys, string? folder)
    {
        var zones = new Dictionary<DomainName, ZonePlan>();
        foreach (var (key, node) in world.Named("zones"))
        {
            if (!DomainNameText.TryRead(key.Text, DomainName.Root, out var name, out var error))
            {
                world.Errors.Add(key.At, $"{key.Kind} cannot be a zone's name: {error}", "a domain name such as netcinema.com");
                continue;
            }

            var section = new Section(node, $"zone '{key.Text}'", world.Errors);
            var servers = Servers(section, hosts);
            var plan = new ZonePolicySection(section, keys).Read(new ZonePlan(name, null, [.. servers]));
            plan = plan with { Zone = plan.Primary is null ? Records(section, name, folder) : null };
            section.Done();
            if ((plan.Zone is not null || plan.Primary is not null) && !zones.TryAdd(name, plan))
            {
                world.Errors.Add(key.At, $"a second zone {name}", "one of a name");
            }
        }

        if (hosts.Services.Find(service => service.Resolves && service.Forwarders.IsEmpty && service.OutsidePort is null) is { } resolver && !zones.ContainsKey(DomainName.Root))
        {
            world.Errors.Add(world.At, $"'{hosts.Owner(resolver.Host)!.Name}' runs a {HostGroup.Resolver}, which has no root to begin at", "a zone '.', or somebody to forward to (forward-to)");
        }

        return [.. zones.Values];
    }

    private static List<IPv4Address> Servers(Section zone, WorldHosts hosts)
    {
        const string Expected = $"names of hosts that run a {ServiceNames.NameServer}";
        var running = hosts.Services.Where(service => service.Service == ServiceNames.NameServer).Select(service => service.Host).ToHashSet();
        var servers = new List<IPv4Address>();
        foreach (var node in zone.RequiredItems("on", Expected))
        {
            var named = node is YamlScalar { Text: var text } ? hosts.Of(text) : [];
            if (named.Count == 0 || !named.All(host => running.Contains(host.Address)))
            {
                zone.Errors.Add(node.At, named.Count == 0 ? $"there is no host {node.Kind}" : $"{node.Kind} runs no {ServiceNames.NameServer}", Expected);
            }

            servers.AddRange(named.Select(host => host.Address).Where(address => !servers.Contains(address)));
        }

        return servers;
    }

    private static Zone? Records(Section zone, DomainName name, string? folder)
    {
        if (zone.Optional("records") is YamlScalar inPlace)
        {
            // The text of a block begins on the line behind its mark.
            var isBlock = inPlace.Text.Contains('\n', StringComparison.Ordinal);
            return Read(zone.Errors, inPlace.Text, name, folder, zone.Errors.File, inPlace.At.Line - (isBlock ? 0 : 1));
        }

        if (zone.Optional("file") is not YamlScalar file)
        {
            zone.Errors.Add(zone.At, "a zone without records", RecordsExpected);
            return null;
        }

        if (Beside(folder, file.Text) is { } text)
        {
            return Read(zone.Errors, text, name, folder, Path.Combine(Path.GetDirectoryName(zone.Errors.File) ?? "", file.Text), 0);
        }

        zone.Errors.Add(file.At, $"'file' is {file.Kind}", folder is null ? "'records': this world is no file, and has none beside it" : "a master file in the world's own folder or below it");
        return null;
    }

    private static Zone? Read(ErrorList errors, string text, DomainName name, string? folder, string file, int linesBefore)
    {
        var read = new MasterFileReader(included => Beside(folder, included)).Read(text, file, name);
        Zone? zone = null;
        var wrong = read.Errors.IsEmpty && !Zone.TryMake(name, read.Records, out zone, out var errorsOfZone) ? errorsOfZone : read.Errors;
        foreach (var error in wrong)
        {
            var said = error.What.Split("; expected ", 2);
            var line = error.Line.Number + (error.Line.File == file ? linesBefore : 0);
            errors.Add(error.Line.File == file ? file : Path.Combine(Path.GetDirectoryName(errors.File) ?? "", error.Line.File), new Place(line, 1), said[0], said.Length > 1 ? said[1] : "a record as in RFC 1035 §5");
        }

        return zone;
    }

    // A file inside the folder, wherever links lead; null when there is none, or it is larger than any zone should be.
    private static string? Beside(string? folder, string name)
    {
        if (folder is null)
        {
            return null;
        }

        try
        {
            var file = new FileInfo(Path.GetFullPath(name, folder));
            var real = file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file;
            var inside = Path.TrimEndingDirectorySeparator(folder) + Path.DirectorySeparatorChar;
            return real is { Exists: true, Length: <= MostBytes } && real.FullName.StartsWith(inside, StringComparison.Ordinal) ? File.ReadAllText(real.FullName, Encoding.UTF8) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return null;
        }
    }
}
