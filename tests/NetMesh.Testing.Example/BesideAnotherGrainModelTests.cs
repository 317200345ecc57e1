#pragma warning disable MA0048 // The type stands for one of another package.
namespace Orleans
{
    /// <summary>Of the same name as Orleans' own, and as the one that NetMesh's programs are compiled against.</summary>
    public interface IGrainFactory;
}

namespace NetMesh.Testing.Example
{
    /// <summary>
    /// A test project may reference Orleans' packages as well: nothing of the grain model inside of <c>NetMesh.Testing</c> is seen by the compiler. If it were,
    /// this file would be an error (CS0436: the type conflicts with an imported one).
    /// </summary>
    public sealed class BesideAnotherGrainModelTests
    {
        [Fact]
        public async Task Mesh_runs_beside_types_of_the_same_name()
        {
            await using var mesh = await VirtualMesh.StartAsync("two-coasts.yaml");
            Assert.Same(typeof(BesideAnotherGrainModelTests).Assembly, typeof(Orleans.IGrainFactory).Assembly);
            Assert.Equal(9, (await mesh.Swarm("film").PeersAsync()).Count);
        }
    }
}
