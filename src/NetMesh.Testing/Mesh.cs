using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using NetMesh.Contracts.Hosts;
using NetMesh.Contracts.Peers;
using NetMesh.Contracts.Swarms;
using NetMesh.Gateways;
using NetMesh.Gateways.Transport;
using NetMesh.Grains.Pieces;
using NetMesh.Labs.Worlds;
using NetMesh.Planet;
using NetMesh.Planet.Hosts;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.BitTorrent.Torrents;
using NetMesh.Protocols.BitTorrent.Trackers;

namespace NetMesh.Testing;

/// <summary>
/// A mesh on the wall clock with its gateways open, on ports that were free: real clients can be pointed at it. Its swarms share real bytes, and its
/// programs run many at once, so no two runs are the same.
/// </summary>
public sealed class Mesh : EmbeddedMesh
{
    /// <summary>Somebody may take a port between its being found free and its being opened; nobody does so this often in a row.</summary>
    private const int MostPorts = 5;

    private static readonly TimeSpan LongestBeginning = TimeSpan.FromMinutes(2);

    private readonly GatewayHost gateways;
    private readonly TemporaryFolder? temporary;

    private Mesh(MeshParts parts, GatewayHost gateways, TemporaryFolder? temporary)
        : base(parts) => (this.gateways, this.temporary) = (gateways, temporary);

    /// <summary>The trackers of the world, in its order.</summary>
    public IReadOnlyList<TrackerEntry> Trackers =>
    [
        .. from service in Parts.World.Services
           where service.Service == ServiceNames.Tracker
           let host = Map.HostAt(service.Host)
           where host is not null
           select new TrackerEntry(host.Name, TrackerAt(host.Address).ToIPEndPoint()),
    ];

    /// <summary>The world's first tracker.</summary>
    /// <exception cref="InvalidOperationException">It has none.</exception>
    public TrackerEntry Tracker => Trackers is [var first, ..] ? first : throw new InvalidOperationException("no host of this world runs a tracker");

    private protected override TimeSpan AskEvery => TimeSpan.FromMilliseconds(50);

    /// <summary>Starts a world with its gateways and swarms.</summary>
    /// <param name="worldFile">The path of a world file.</param>
    /// <exception cref="FormatException">Everything that is wrong with the file, a line each.</exception>
    public static Task<Mesh> StartAsync(string worldFile, MeshOptions? options = null) => StartAsync(World.Load(worldFile), options);

    /// <summary>Starts a world with its gateways and swarms.</summary>
    public static async Task<Mesh> StartAsync(World world, MeshOptions? options = null)
    {
        options ??= new MeshOptions();
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await StartAsync(world, options, options.Ports ?? PortPlan.Above(FreePorts.Offset()));
            }
            catch (GatewayError error) when (error.Fault == GatewayFault.PortInUse && options.Ports is null && attempt < MostPorts)
            {
                // Somebody was faster: other ports.
            }
        }
    }

    /// <summary>Where a real peer dials the peer of a host.</summary>
    /// <param name="host">Its name.</param>
    /// <exception cref="ArgumentException">There is no such host.</exception>
    public IPEndPoint PeerOf(string host) => new Endpoint(AddressOf(host), Ports.RealPort(ServiceNames.PeerPort)).ToIPEndPoint();

    /// <summary>
    /// Makes hosts seed a file or folder of the caller's. What is shared stays where it lies and must not change.
    /// </summary>
    /// <param name="path">The file or folder.</param>
    /// <param name="seeds">Names of the hosts.</param>
    /// <returns>The swarm, named as the file; its <see cref="MeshSwarm.TorrentFile"/> names <see cref="Tracker"/>.</returns>
    /// <exception cref="IOException">The content cannot be read.</exception>
    public ValueTask<MeshSwarm> ShareAsync(string path, params IReadOnlyList<string> seeds)
    {
        var tracker = new Endpoint(AddressOf(Tracker.Host), Ports.RealPort(ServiceNames.TrackerPort));
        var torrent = Adopt(ContentHasher.Hash(path), tracker);
        return StartSwarmAsync(
            new SwarmPlan(torrent.Name, torrent, tracker, [.. seeds.Select(host => new SwarmMember(AddressOf(host), IsSeed: true, new PeerPolicies()))]));
    }

    /// <inheritdoc/>
    public override async ValueTask<bool> RunUntilAsync(Func<ValueTask<bool>> condition, TimeSpan within)
    {
        var until = TimeProvider.System.GetUtcNow() + within;
        while (!await condition())
        {
            if (TimeProvider.System.GetUtcNow() >= until)
            {
                return false;
            }

            await Task.Delay(AskEvery);
        }

        return true;
    }

    /// <summary>Closes the gateways, ends the host, and removes what it kept for itself.</summary>
    public override async ValueTask DisposeAsync()
    {
        await gateways.StopAsync();
        await base.DisposeAsync();
        await gateways.DisposeAsync();
        temporary?.Dispose();
    }

    /// <summary>Makes content that was hashed here readable for the hosts, and its torrent.</summary>
    internal Metainfo Adopt(HashedContent content, Endpoint tracker)
    {
        ((DiskPieceStore)Services.GetRequiredService<IPieceStore>()).Adopt(content);
        return content.ToTorrent(TrackerUrls.Of(tracker));
    }

    private protected override Metainfo ContentOf(WorldSwarm swarm, Endpoint tracker) => Adopt(
        ContentHasher.Hash(DemonstrationContent.Make(swarm, Seed, Path.Combine(Parts.Pieces!, "content")), swarm.PieceLength), tracker);

    private protected override async ValueTask BegunAsync(MeshSwarm swarm)
    {
        foreach (var seed in swarm.Seeds)
        {
            if (!await RunUntilAsync(async () => (await LookAsync(seed)).State == PeerState.Seeding, LongestBeginning))
            {
                throw new TimeoutException($"swarm {swarm.Name}: its seed {seed} does not seed after {LongestBeginning.TotalSeconds} s");
            }
        }
    }

    private protected override ValueTask<T> Ended<T>(ValueTask<T> call) => call;

    private protected override ValueTask Ended(ValueTask call) => call;

    private static async Task<Mesh> StartAsync(World world, MeshOptions options, PortPlan ports)
    {
        // The network asks the gateways for real clients, so they are made first and opened last.
        var map = world.ToMap(ports);
        var doors = new GatewayHost(
            map, new GatewayOptions { Ports = ports, DrainTime = TimeSpan.FromMilliseconds(200) }, TimeProvider.System, NullLoggerFactory.Instance);
        var folder = options.DataDirectory is null ? new TemporaryFolder() : null;
        var mesh = new Mesh(new MeshParts(world, options, ports, map, null, options.DataDirectory ?? folder!.Path, doors.Outside), doors, folder);
        try
        {
            await doors.StartAsync(mesh.Network, mesh.Grains, CancellationToken.None);
            await mesh.StartWorldAsync();
            return mesh;
        }
        catch
        {
            await mesh.DisposeAsync();
            throw;
        }
    }

    private Endpoint TrackerAt(IPv4Address host) => new(host, Ports.RealPort(ServiceNames.TrackerPort));
}
