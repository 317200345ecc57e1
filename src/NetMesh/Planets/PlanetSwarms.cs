using System.Collections.Immutable;
using NetMesh.Contracts.Hosts;
using NetMesh.Contracts.Peers;
using NetMesh.Contracts.Swarms;
using NetMesh.Control;
using NetMesh.Gateways.Namespaces;
using NetMesh.Grains.Pieces;
using NetMesh.Labs.Worlds;
using NetMesh.Planet.Hosts;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.BitTorrent.Torrents;
using NetMesh.Protocols.BitTorrent.Trackers;

namespace NetMesh.Planets;

/// <summary>
/// The swarms of a running planet: those of its world, those its users share, and those of other people's torrents that hosts joined. A share is
/// remembered before it is announced to its user, and comes back with the next start as long as the shared files are what they were.
/// </summary>
internal sealed partial class PlanetSwarms(
    PlanetSettings settings, PlanetMap map, EnteredHosts entered, DiskPieceStore store, GrainHost host, DataFolder data, Action<string> warn)
{
    private const string NoTracker = "this world has no tracker; give one of its hosts 'runs: tracker'";

    private readonly IGrainFactory grains = host.Grains;
    private readonly FreeHosts free = new(map, settings.OwnRegions, entered);
    private readonly StartedPlans started = new(data.Started);
    private readonly Lock gate = new();
    private readonly SortedDictionary<string, PlanetSwarm> swarms = new(StringComparer.Ordinal);
    private IReadOnlyList<(SharedRecord Record, byte[] Torrent)> remembered = [];

    /// <summary>By name.</summary>
    public IReadOnlyList<PlanetSwarm> All
    {
        get
        {
            lock (gate)
            {
                return [.. swarms.Values];
            }
        }
    }

    public PlanetSwarm? Named(string name)
    {
        lock (gate)
        {
            return swarms.GetValueOrDefault(name);
        }
    }

    /// <summary>Sets hosts aside that the world gives to its swarms, and those of earlier shares, before anybody can ask for some.</summary>
    public void Reserve()
    {
        free.Take(settings.World.Services.Select(service => service.Host));
        free.Take(settings.World.Swarms.SelectMany(swarm => swarm.Members).Select(member => member.Address));
        remembered = SharedRecord.ReadAll(data.Shared, warn);
        free.Take(remembered.SelectMany(it => MembersOf(it.Record)).Select(member => member.Address));
    }

    /// <summary>Starts the world's swarms; their content is made first if this is the first start.</summary>
    public async Task StartWorldsAsync(CancellationToken cancelled)
    {
        foreach (var swarm in settings.World.Swarms.Where(swarm => !swarm.Members.IsEmpty))
        {
            var path = DemonstrationContent.Make(swarm, settings.Seed, data.Content);
            var content = ContentHasher.Hash(path, swarm.PieceLength, cancellationToken: cancelled);
            store.Adopt(content);
            var torrent = Torrent(content, TrackerOf(swarm.Tracker));
            await StartAsync(new PlanetSwarm(swarm.Name, torrent, swarm.Members), _ => swarm.ToPlan(torrent, TrackerOf(swarm.Tracker)));
        }
    }

    /// <summary>Brings back what was shared before. Files that changed or are gone are named and left out until they are back.</summary>
    public async Task RestoreSharedAsync(CancellationToken cancelled)
    {
        foreach (var (record, bytes) in remembered)
        {
            try
            {
                if (MetainfoReader.Read(bytes) is not { IsComplete: true, Value: { } torrent })
                {
                    warn($"the .torrent of '{record.Path}' in {data.Shared} is damaged; {(record.IsJoined ? "join" : "share")} the file again");
                    continue;
                }

                if (record.IsJoined)
                {
                    await RejoinAsync(record, torrent);
                    continue;
                }

                var right = store.AddFile(record.Path, torrent, cancellationToken: cancelled);
                if (right < torrent.Shape.PieceCount)
                {
                    warn($"{record.Path} has changed since it was shared ({torrent.Shape.PieceCount - right} of {torrent.Shape.PieceCount} pieces); share it again");
                    continue;
                }

                var swarm = new PlanetSwarm(record.Name, Retrack(torrent), MembersOf(record));
                await BringHomeAsync(swarm);
                await StartAsync(swarm, plan => plan);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                warn($"what was shared from {record.Path} is not there now ({e.Message.TrimEnd('.')})");
            }
        }
    }

    /// <summary>Why a share cannot be made, or null.</summary>
    public string? Refusal(ShareRequest request)
    {
        if (!Path.Exists(request.Path))
        {
            return $"{request.Path}: there is no such file or folder";
        }

        if (RefusalOf(request.Region) is { } refusal)
        {
            return refusal;
        }

        if (Tracker is null)
        {
            return NoTracker;
        }

        return request.Peers < 1 ? $"{request.Peers} peers cannot seed; expected at least 1" : null;
    }

    /// <summary>Hashes, seeds and remembers a file or folder. Sharing the same content twice gives the same answer.</summary>
    /// <param name="request">What <see cref="Refusal"/> has let pass.</param>
    /// <param name="progress">Told bytes hashed and bytes in all, from several threads.</param>
    /// <exception cref="IOException">The content cannot be read, or there are not enough free hosts.</exception>
    public async Task<ShareAnswer> ShareAsync(ShareRequest request, Action<long, long> progress, CancellationToken cancelled)
    {
        var content = await Task.Run(
            () =>
            {
                var length = LengthOf(request.Path);
                return ContentHasher.Hash(request.Path, null, hashed => progress(hashed, length), cancelled);
            },
            cancelled);
        var torrent = Torrent(content, Tracker!.Value);
        var name = NameOf("shared", torrent);
        if (Named(name) is { } known)
        {
            store.Adopt(content);
            return Answer(known);
        }

        var hosts = TakeHosts(request.Peers, request.Region);
        store.Adopt(content);
        var record = new SharedRecord(name, Path.GetFullPath(request.Path), hosts);
        record.Write(data.Shared, torrent.InfoHash.ToString(), torrent.Encoded);
        var swarm = new PlanetSwarm(name, torrent, MembersOf(record));
        await StartAsync(swarm, plan => plan);
        return Answer(swarm);
    }

    // One of this planet's own before one abroad.
    private Endpoint? Tracker => settings.World.Services
        .Where(service => service.Service == ServiceNames.Tracker)
        .OrderBy(service => map.HostAt(service.Host) is null)
        .FirstOrDefault() is { } service ? TrackerOf(service.Host) : null;

    private Endpoint TrackerOf(IPv4Address host) => new(host, settings.Ports.RealPort(ServiceNames.TrackerPort));

    private static Metainfo Torrent(HashedContent content, Endpoint tracker) => MetainfoWriter.Write(
        content.Name, content.Shape, [.. content.Files.Select(file => file.Entry)], content.PieceHashes, TrackerUrls.Of(tracker));

    // The ports may be others than when it was shared; the info dictionary stays byte for byte, and with it the info-hash.
    private Metainfo Retrack(Metainfo torrent) => MetainfoWriter.WithTrackers(torrent, TrackerUrls.Of(Tracker!.Value));

    private string? RefusalOf(string? region)
    {
        if (region is null || settings.OwnRegions.Any(own => own.Label == region))
        {
            return null;
        }

        return settings.Elsewhere(region) is { } silo
            ? $"the hosts of {region} live on another silo, and so must what they share: ask {silo}"
            : UnknownName.OfRegion(region, [.. settings.OwnRegions.Select(known => known.Label)]);
    }

    private IReadOnlyList<string> TakeHosts(int count, string? region)
    {
        if (free.TryTake(count, region) is { } hosts)
        {
            return [.. hosts.Select(host => host.Address.ToString())];
        }

        var where = region is null ? "on this planet" : $"in {region}";
        throw new IOException($"{count} peers need as many hosts, and {free.Count(region)} are free {where}; ask for fewer");
    }

    private static long LengthOf(string path) => Directory.Exists(path)
        ? new DirectoryInfo(path).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length)
        : new FileInfo(path).Length;

    private ImmutableArray<SwarmMember> MembersOf(SharedRecord record) =>
    [
        .. from text in record.Seeds
           where IPv4Address.TryParse(text, out var address) && map.HostAt(address) is not null
           select new SwarmMember(IPv4Address.Parse(text), IsSeed: !record.IsJoined, new PeerPolicies()),
    ];

    private async Task StartAsync(PlanetSwarm swarm, Func<SwarmPlan, SwarmPlan> with)
    {
        lock (gate)
        {
            swarms[swarm.Name] = swarm;
        }

        var plan = with(new SwarmPlan(swarm.Name, swarm.Torrent, Tracker ?? default, swarm.Members));
        var peerPort = settings.Ports.RealPort(ServiceNames.PeerPort);
        var grain = grains.GetGrain<ISwarmGrain>(swarm.Name);
        if (MayStartAnew(swarm) && started.HasChanged(plan, peerPort))
        {
            await grain.StopAsync();
        }

        await grain.StartAsync(plan);
        started.Note(plan, peerPort);
    }

    // A swarm of the world is everybody's: of a cluster's silos the first in its file starts it anew when its plan has changed, and the others take it as it is.
    private bool MayStartAnew(PlanetSwarm swarm) =>
        settings.Seat is not { Silo: { } own, Cluster: var cluster } || own == cluster.Silos[0] || settings.World.Swarms.All(other => other.Name != swarm.Name);

    // While this silo was away its hosts came back on others, where the shared pieces are not. Their seeds begin anew here.
    private async Task BringHomeAsync(PlanetSwarm swarm)
    {
        if (settings.Seat is not null)
        {
            await grains.GetGrain<ISwarmGrain>(swarm.Name).StopAsync();
            await host.BringHomeAsync(swarm.Members.Select(member => grains.GetGrain<IPeerGrain>(member.Address.ToString())));
        }
    }

    private ShareAnswer Answer(PlanetSwarm swarm) => new(
        swarm.Torrent.Name,
        swarm.Torrent.InfoHash.ToString(),
        MagnetLink.Of(swarm.Torrent).ToString(),
        swarm.Torrent.Shape.Length,
        swarm.Torrent.Shape.PieceCount,
        Views(swarm),
        Convert.ToBase64String(swarm.Torrent.Encoded.Span));

    private List<SeedView> Views(PlanetSwarm swarm) =>
        [.. swarm.Members.Select(member => map.HostAt(member.Address)).OfType<Host>().Select(host => new SeedView(host.Name, host.Address.ToString(), host.Region.Label))];
}
