using NetMesh.Interop.Tests;

namespace NetMesh.Tests.Clusters;

/// <summary>What the build without silos says to those who want a cluster.</summary>
public sealed class AloneTests
{
    [Theory]
    [InlineData("up", "--cluster", "cluster.yaml", "--silo", "us-east")]
    [InlineData("gateway", "--cluster", "cluster.yaml")]
    public async Task A_command_that_needs_silos_names_the_build_that_has_them(params string[] arguments)
    {
        var run = await ProgramRun.OfNetmeshAsync(arguments);
        Assert.Equal(
            (2, "netmesh: this build of netmesh runs a planet in one process; clusters need the one made with -p:GrainHost=Orleans\n"), (run.ExitCode, run.Error));
    }
}
