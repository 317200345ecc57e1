using YamlDotNet.RepresentationModel;

namespace NetMesh.Interop.Tests;

/// <summary><c>docker-compose.yml</c> says what <c>deploy/namespaces.sh</c> does, and refers to nothing that is not there.</summary>
public sealed class ComposeTests
{
    private static readonly YamlMappingNode Compose = Read(Repository.PathOf("docker-compose.yml"));
    private static readonly YamlMappingNode Services = (YamlMappingNode)Compose["services"];
    private static readonly YamlMappingNode Place = (YamlMappingNode)Compose["x-place"];

    [RealClientTheory("docker-compose")]
    [InlineData("docker-compose.yml")]
    [InlineData("docker-compose.yml", "deploy/planets.compose.yml")]
    public async Task Compose_accepts_it(params string[] files)
    {
        string[] arguments = [.. files.SelectMany(file => new[] { "-f", file }), "config", "--quiet"];
        var run = await ProgramRun.OfAsync("docker-compose", arguments, Repository.Root);
        Assert.True(run.ExitCode == 0, run.Error);
    }

    [Fact]
    public void Files_that_it_and_the_image_are_made_of_are_there()
    {
        var dockerfile = Repository.PathOf(Text(Place["build"]["dockerfile"]));
        var copied = File.ReadLines(dockerfile).Where(line => line.StartsWith("COPY ", StringComparison.Ordinal) && !line.Contains("--from", StringComparison.Ordinal))
            .SelectMany(line => line.Split(' ')[1..^1]);
        var mounted = Services.SelectMany(service => Items(service.Value, "volumes")).Select(volume => volume.Split(':')[0]).Where(source => source.StartsWith('.'));
        Assert.All([.. copied, .. mounted], path => Assert.True(Path.Exists(Repository.PathOf(path)), path));
    }

    [Fact]
    public void Every_volume_and_network_that_a_service_uses_is_declared()
    {
        var volumes = Services.SelectMany(service => Items(service.Value, "volumes")).Select(volume => volume.Split(':')[0]).Where(source => !source.StartsWith('.'));
        Assert.All(volumes, volume => Assert.True(((YamlMappingNode)Compose["volumes"]).Children.ContainsKey(volume), volume));
        var networks = Services.SelectMany(service => service.Value["networks"] is YamlMappingNode named ? named.Children.Keys.Select(Text) : Items(service.Value, "networks"));
        Assert.All(networks, network => Assert.True(((YamlMappingNode)Compose["networks"]).Children.ContainsKey(network), network));
    }

    [Theory]
    [InlineData("us-east")]
    [InlineData("eu-west")]
    [InlineData("ap-south")]
    public void A_place_runs_what_the_script_runs_at_the_address_that_the_others_know(string region)
    {
        var planets = (YamlMappingNode)Read(Repository.PathOf("deploy", "planets.compose.yml"))["services"];
        Assert.Equal($"{region} {CommandOf("usual", region)}", string.Join(' ', Items(planets[region], "command")));
        var service = Services[region];
        Assert.Equal($"{region} {CommandOf("silo", region).Replace("netmesh up", "netmesh-orleans up", StringComparison.Ordinal)}", string.Join(' ', Items(service, "command")));

        var address = Text(service["networks"]["planet"]["ipv4_address"]);
        Assert.Contains($"{region}={address}", Text(Place["environment"]["NETMESH_SITES"]).Split(' '));
        Assert.Contains($"| {address} |", File.ReadLines(Repository.PathOf("docs", "cluster.md")).Single(line => line.StartsWith($"| {region} |", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.Contains($"{region}: ", string.Concat(File.ReadLines(Repository.PathOf("deploy", "cluster.yaml")).Where(line => line.Contains(address, StringComparison.Ordinal))), StringComparison.Ordinal);
        Assert.Contains($"{region}:9464", File.ReadAllText(Repository.PathOf("deploy", "prometheus.yml")), StringComparison.Ordinal);
    }

    // As the script has it, with the container's paths.
    private static string CommandOf(string variable, string region) => File.ReadLines(Repository.PathOf("deploy", "namespaces.sh"))
        .First(line => line.StartsWith(variable + "='", StringComparison.Ordinal)).Split('\'')[1]
        .Replace("{world}", "/netmesh/deploy/worlds/three-regions.yaml", StringComparison.Ordinal)
        .Replace("{cluster}", "/netmesh/deploy/cluster.yaml", StringComparison.Ordinal)
        .Replace("{region}", region, StringComparison.Ordinal)
        .Replace("{data}", "/data", StringComparison.Ordinal);

    private static IEnumerable<string> Items(YamlNode service, string key) =>
        service is YamlMappingNode mapping && mapping.Children.TryGetValue(key, out var node) && node is YamlSequenceNode items ? items.Select(Text) : [];

    private static string Text(YamlNode node) => ((YamlScalarNode)node).Value!;

    private static YamlMappingNode Read(string path)
    {
        using var reader = File.OpenText(path);
        var yaml = new YamlStream();
        yaml.Load(reader);
        return (YamlMappingNode)yaml.Documents[0].RootNode;
    }
}
