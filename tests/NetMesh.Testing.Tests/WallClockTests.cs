using NetMesh.Contracts.Peers;
using NetMesh.Grains.Pieces;
using NetMesh.Planet;

namespace NetMesh.Testing.Tests;

/// <summary>The same grains on the wall clock, many turns at once, with content that has bytes.</summary>
public sealed class WallClockTests
{
    [Fact]
    public async Task Swarm_of_real_content_finishes_and_keeps_its_bytes_once()
    {
        var directory = Directory.CreateTempSubdirectory("netmesh-wall-").FullName;
        try
        {
            var bytes = new byte[3_000_000];
            new Random(1).NextBytes(bytes);
            var path = Path.Combine(directory, "film.bin");
            await File.WriteAllBytesAsync(path, bytes);
            var content = ContentHasher.Hash(path, 64 * 1024);
            var layout = new SwarmLayout { Leechers = 6 };
            await using var mesh = await Mesh.StartAsync(layout.World(seed: 1), new MeshOptions
            {
                SiloPerRegion = true,
                DataDirectory = Path.Combine(directory, "data"),
                Network = new NetworkOptions { Unshaped = true },
            });
            layout = layout with { Ports = mesh.Ports };
            layout = layout with { Torrent = mesh.Adopt(content, layout.Tracker) };
            await mesh.StartSwarmAsync(layout.Plan());
            Assert.True(await mesh.RunUntilDoneAsync(layout.Name, layout.Leechers, TimeSpan.FromMinutes(3)));
            foreach (var member in layout.Plan().Members)
            {
                Assert.Equal((PeerState.Seeding, 0), (await mesh.LookAsync(member.Address)) is var peer ? (peer.State, peer.PiecesFailed) : default);
            }

            // The leechers' pieces are the shared file's: nothing was copied.
            Assert.False(Directory.Exists(Path.Combine(directory, "data", "pieces")));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [Fact]
    public async Task Peer_that_comes_back_claims_no_piece_that_is_no_longer_stored()
    {
        var directory = Directory.CreateTempSubdirectory("netmesh-wall-").FullName;
        try
        {
            var path = Path.Combine(directory, "film.bin");
            await File.WriteAllBytesAsync(path, new byte[300_000]);
            var content = ContentHasher.Hash(path, 64 * 1024);
            var layout = new SwarmLayout { Leechers = 1 };
            await using var mesh = await Mesh.StartAsync(
                layout.World(seed: 1), new MeshOptions { SiloPerRegion = true, DataDirectory = Path.Combine(directory, "data") });
            layout = layout with { Ports = mesh.Ports };
            layout = layout with { Torrent = mesh.Adopt(content, layout.Tracker) };
            await mesh.StartSwarmAsync(layout.Plan());
            var seed = layout.Plan().Members.Single(member => member.IsSeed).Address;
            Assert.Equal(5, (await mesh.LookAsync(seed)).PiecesHad);

            await File.WriteAllBytesAsync(path, new byte[1]);
            await mesh.KillSiloAsync(mesh.Map.HostAt(seed)!.Region.Label);

            Assert.Equal(0, (await mesh.LookAsync(seed)).PiecesHad);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }
}
