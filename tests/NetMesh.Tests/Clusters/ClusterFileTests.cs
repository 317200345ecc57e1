using NetMesh.Clusters;
using NetMesh.Commands;

namespace NetMesh.Tests.Clusters;

public sealed class ClusterFileTests
{
    [Fact]
    public void The_shortest_file_gives_every_silo_ports_of_its_own()
    {
        var cluster = Right("membership: localhost\nsilos:\n  us-east:\n  eu-west:\n");
        Assert.Equal("planet", cluster.Name);
        Assert.Null(cluster.Database);
        Assert.Equal(
            [("us-east", "127.0.0.1", 11111, 30000, 18080), ("eu-west", "127.0.0.1", 11112, 30001, 18081)],
            cluster.Silos.Select(silo => (silo.Label, silo.Address, (int)silo.SiloPort, (int)silo.GatewayPort, (int)silo.ControlPort)));
    }

    [Fact]
    public void Every_region_is_answered_for_by_exactly_one_silo_the_nearest()
    {
        var cluster = Right("membership: localhost\nsilos: { us-east: {}, eu-west: {}, spare: { region: eu-west } }\n");
        Assert.Equal(
            cluster.World.Regions.Select(region => region.Label).Order(StringComparer.Ordinal),
            cluster.Silos.SelectMany(cluster.RegionsOf).Select(region => region.Label).Order(StringComparer.Ordinal));
        Assert.Contains("eu-north", cluster.RegionsOf(cluster.Named("eu-west")!).Select(region => region.Label));
        Assert.Empty(cluster.RegionsOf(cluster.Named("spare")!));
    }

    [Theory]
    [InlineData("", "1:1", "the file is empty")]
    [InlineData("silos: { us-east: {} }", "1:1", "the cluster has no 'membership'")]
    [InlineData("membership: localhost", "1:1", "the cluster has no silos")]
    [InlineData("membership: localhost\nsilos: { us-est: {} }", "2:10", "there is no region 'us-est'")]
    [InlineData("membership: localhost\nsilos: { a: { region: us-east }, b: { region: us-east, silo-port: 11111 } }", "2:34", "is 127.0.0.1:11111, which")]
    [InlineData("membership: localhost\nsilos: { us-east: { adress: 10.0.0.1 } }", "2:21", "knows no key 'adress'")]
    [InlineData("membership: { postgres: Host=db }\nsilos: { us-east: {} }", "2:19", "has no 'address'")]
    [InlineData("membership: localhost\nsilos: { us-east: { silo-port: 70000 } }", "2:32", "'silo-port' is '70000'")]
    [InlineData("membership: localhost\nworld: nowhere.yaml\nsilos: { us-east: {} }", "1:1", "there is no such file")]
    public void A_mistake_is_named_with_its_place(string text, string place, string what)
    {
        var errors = ClusterFile.Parse(text, "planet.yaml").Errors;
        Assert.Contains(errors, error => $"{error.Line}:{error.Column}" == place && error.ToString().Contains(what, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("membership: Host=db;Password=s3cret")]
    [InlineData("membership: { postgres: Hots=db;Password=s3cret }")]
    [InlineData("membership: { postgres: [Host=db, Password=s3cret] }")]
    [InlineData("membership: { postgres: Host=db;Port=x;Password=s3cret }")]
    [InlineData("membership: { postgres: Host=db, password-from: s3cret! }")]
    public void A_password_is_not_repeated_in_what_is_said_about_it(string membership)
    {
        var errors = ClusterFile.Parse(membership + "\nsilos: { us-east: { address: 10.0.0.1 } }\n", "planet.yaml").Errors;
        Assert.NotEmpty(errors);
        Assert.All(errors, error => Assert.DoesNotContain("s3cret", error.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public void The_password_comes_from_the_environment_when_the_file_says_so()
    {
        const string Variable = "NETMESH_TEST_PASSWORD";
        var cluster = Right($"membership: {{ postgres: Host=db;Username=u, password-from: {Variable} }}\nsilos: {{ us-east: {{ address: 10.0.0.1 }} }}\n");
        Assert.Contains(Variable, Assert.Throws<CommandFailure>(cluster.Database!.ConnectionString).Message, StringComparison.Ordinal);
        Environment.SetEnvironmentVariable(Variable, "s3cret");
        Assert.Contains("Password=s3cret", cluster.Database.ConnectionString(), StringComparison.Ordinal);
        Assert.Equal(("db:5432/u", "u"), (cluster.Database.Place, cluster.Database.User));
    }

    private static Cluster Right(string text)
    {
        var reading = ClusterFile.Parse(text, "planet.yaml");
        Assert.True(reading.Cluster is not null, string.Join('\n', reading.Errors));
        return reading.Cluster;
    }
}
