using NetMesh.Grains.Pieces;
using NetMesh.Labs.Worlds;
using NetMesh.Testing;

namespace NetMesh.Interop.Tests;

/// <summary>Real clients download from a mesh that runs in the test's own process.</summary>
public sealed class MeshDownloadTests
{
    private const string Homes = """
        regions:
          us-east: { at: [39.04, -77.49], prefix: 127.16.0.0/16 }
          eu-west: { at: [53.34, -6.26], prefix: 127.17.0.0/16 }
        hosts:
          tracker: { region: us-east, runs: tracker }
          home: { count: 3, region: all, access: { up: 100 Mb/s, down: 100 Mb/s } }
        swarms:
          film:
            content: 8 MiB
            tracker: tracker
            seeds: { count: 2, on: home }
        """;

    [RealClientTheory("aria2c", "libtorrent")]
    [InlineData("aria2c")]
    [InlineData("libtorrent")]
    public async Task What_a_mesh_shares_comes_whole(string client)
    {
        var folder = Directory.CreateTempSubdirectory("netmesh-mesh-").FullName;
        try
        {
            await using var mesh = await Mesh.StartAsync(World.Parse(Homes));
            var film = mesh.Swarm("film");
            var torrent = Path.Combine(folder, "film.torrent");
            await File.WriteAllBytesAsync(torrent, film.TorrentFile.ToArray());

            var run = await RealClient.Named(client).FetchAsync(torrent, folder, "127.17.0.98");

            Assert.True(run.ExitCode == 0, run.Output + run.Error);
            var came = ContentHasher.Hash(Path.Combine(folder, film.Torrent.Name), film.Torrent.Shape.PieceLength);
            Assert.Equal(film.Torrent.PieceHashes.ToArray(), came.PieceHashes);

            // The client may have read, checked and ended before the last bytes are counted.
            await Eventually.HoldsAsync(() => Task.FromResult(Sent(mesh) >= 8 << 20));
            Assert.InRange(Sent(mesh), 8 << 20, 12 << 20);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static double Sent(Mesh mesh) => mesh.Metrics.Sum("netmesh_gateway_bytes_total", ("protocol", "peer-wire"), ("direction", "out"));
}
