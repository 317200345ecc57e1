namespace NetMesh.Testing.Tests;

/// <summary>A host's grain lives on a silo of the host's region, else of the nearest one.</summary>
public sealed class PlacementTests
{
    [Fact]
    public async Task Peers_live_in_their_region_and_move_to_the_nearest_one_when_its_silo_dies()
    {
        var layout = new SwarmLayout { Leechers = 12, Pieces = 40 };
        await using var mesh = VirtualMesh.Create(layout.World(seed: 1), new MeshOptions { SiloPerRegion = true });
        await mesh.StartSwarmAsync(layout.Plan());
        await mesh.RunForAsync(TimeSpan.FromSeconds(2));
        Assert.All(layout.Plan().Members, member => Assert.Equal(mesh.Map.RegionOf(member.Address)!.Label, mesh.SiloOfPeer(member.Address)));

        // From Dublin, Virginia is nearer than Mumbai or São Paulo.
        await mesh.KillSiloAsync("eu-west");
        await mesh.RunForAsync(TimeSpan.FromSeconds(10));
        Assert.All(layout.Plan().Members, member => Assert.Equal(
            mesh.Map.RegionOf(member.Address)!.Label is "eu-west" ? "us-east" : mesh.Map.RegionOf(member.Address)!.Label, mesh.SiloOfPeer(member.Address)));
    }
}
