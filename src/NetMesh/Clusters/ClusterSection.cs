using NetMesh.Control;
using NetMesh.Labs.Worlds;
using NetMesh.Labs.Worlds.Sections;
using NetMesh.Labs.Worlds.Units;
using NetMesh.Labs.Worlds.Yaml;
using NetMesh.Planet.Regions;

namespace NetMesh.Clusters;

/// <summary>Reads what a cluster file says besides its world.</summary>
internal static class ClusterSection
{
    // As Orleans itself has them; the second silo at an address takes the next port.
    private const int UsualSiloPort = 11111;
    private const int UsualGatewayPort = 30000;
    private const string ThisMachine = "127.0.0.1";
    private const string Memberships = "'localhost' (one machine, for development), or { postgres: Host=…;Database=…;Username=…, password-from: NAME of an environment variable }";

    private static readonly ValueForm<ushort> Port = new("a port from 1 to 65535", (text, out value) => ushort.TryParse(text, out value) && value > 0);

    private static readonly ValueForm<string> MachineName = new(
        "an address such as 10.0.0.5, or a machine's name", (text, out value) => Uri.CheckHostName(value = text) is UriHostNameType.IPv4 or UriHostNameType.Dns);

    /// <summary>The cluster; where errors were noted, a stand-in that must not be used.</summary>
    public static Cluster Read(Section section, string fileName, World world)
    {
        var name = section.Value("name", Words.Name, Words.IsName(fileName) ? fileName : "netmesh");
        var membership = section.Required("membership", Memberships);
        var database = membership is YamlScalar { Text: "localhost" } or null ? null : ReadDatabase(membership, section.Errors);
        var isLocal = membership is YamlScalar;
        var silos = ReadSilos(section, world, isLocal);
        section.Done();
        return new Cluster(name, world, database, silos);
    }

    // What stands there is not repeated in messages: it may be a connection string, and that may hold a password.
    private static PostgresSource? ReadDatabase(YamlNode node, ErrorList errors)
    {
        if (node is not YamlMapping)
        {
            errors.Add(node.At, "this is no membership", Memberships);
            return null;
        }

        var section = new Section(node, "'membership'", errors);
        var connection = section.Required("postgres", "an Npgsql connection string such as Host=db;Database=netmesh;Username=netmesh");
        var passwordFrom = section.Optional("password-from");
        section.Done();
        if (passwordFrom is not null && !IsVariable(passwordFrom))
        {
            errors.Add(passwordFrom.At, "'password-from' names no environment variable", "its name, such as NETMESH_PASSWORD; the password itself does not belong here");
        }

        try
        {
            return connection is null ? null
                : connection is YamlScalar { Text: var text } ? new PostgresSource(text, (passwordFrom as YamlScalar)?.Text)
                : throw new ArgumentException("not a text");
        }
        catch (Exception e) when (e is ArgumentException or FormatException or OverflowException)
        {
            errors.Add(connection!.At, "'postgres' is no connection string", "one that Npgsql takes and that names a host, such as Host=db;Database=netmesh;Username=netmesh");
            return null;
        }
    }

    private static bool IsVariable(YamlNode node) =>
        node is YamlScalar { Text: { Length: > 0 and <= 100 } text } && text.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');

    private static List<ClusterSilo> ReadSilos(Section cluster, World world, bool isLocal)
    {
        var regions = new OrderedDictionary<string, Region>();
        foreach (var region in world.Regions)
        {
            regions.TryAdd(region.Label, region);
        }

        var silos = new List<ClusterSilo>();
        var at = new Dictionary<(string Address, ushort Port), string>();
        foreach (var (key, node) in cluster.Named("silos"))
        {
            if (!Words.IsName(key.Text))
            {
                cluster.Errors.Add(key.At, $"{key.Kind} cannot be a silo's label", Words.Name.Expected);
            }

            if (ReadSilo(key, node, regions, silos, isLocal, cluster.Errors) is { } silo)
            {
                silos.Add(silo);
                CheckPorts(key, silo, at, cluster.Errors);
            }
        }

        if (silos.Count == 0 && cluster.Errors.IsEmpty)
        {
            cluster.Errors.Add(cluster.At, "the cluster has no silos", "silos: with at least one, such as us-east: { address: 10.0.0.5 }");
        }

        return silos;
    }

    private static ClusterSilo? ReadSilo(
        YamlScalar key, YamlNode node, OrderedDictionary<string, Region> regions, List<ClusterSilo> before, bool isLocal, ErrorList errors)
    {
        // A silo whose label is a region's stands in it.
        var section = new Section(node is YamlScalar { IsNothing: true } ? new YamlMapping(node.At, []) : node, $"silo '{key.Text}'", errors);
        var region = References.To(section.Optional("region") ?? key, "region", "region", regions, errors);
        var address = isLocal || node is not YamlMapping
            ? section.Value("address", MachineName, ThisMachine)
            : section.RequiredValue("address", MachineName, ThisMachine);
        var neighbours = before.Count(silo => silo.Address == address);
        var silo = new ClusterSilo(
            key.Text,
            region!,
            address,
            section.Value("silo-port", Port, (ushort)(UsualSiloPort + neighbours)),
            section.Value("gateway-port", Port, (ushort)(UsualGatewayPort + neighbours)),
            section.Value("control-port", Port, (ushort)(ControlPorts.Usual + neighbours)));
        section.Done();
        return region is null ? null : silo;
    }

    private static void CheckPorts(YamlScalar key, ClusterSilo silo, Dictionary<(string Address, ushort Port), string> at, ErrorList errors)
    {
        foreach (var (port, what) in ((ushort, string)[])[(silo.SiloPort, "silo-port"), (silo.GatewayPort, "gateway-port"), (silo.ControlPort, "control-port")])
        {
            var name = $"{what} of '{silo.Label}'";
            if (!at.TryAdd((silo.Address, port), name))
            {
                errors.Add(key.At, $"the {name} is {silo.Address}:{port}, which is the {at[(silo.Address, port)]} already", "a port of its own");
            }
        }
    }
}
