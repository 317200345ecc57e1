using NetMesh.Clock;
using NetMesh.Labs.Worlds;
using NetMesh.Planet.Hosts;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.BitTorrent.Torrents;

namespace NetMesh.Testing;

/// <summary>
/// A mesh on the virtual clock: one thread, one order of events, the same in every run of one seed. Time passes only inside of its <c>Run…</c> methods;
/// whatever is asked of it runs events until there is an answer. No socket is opened.
/// </summary>
public sealed class VirtualMesh : EmbeddedMesh
{
    private static readonly TimeSpan LongestCall = TimeSpan.FromMinutes(1);

    private VirtualMesh(MeshParts parts, VirtualClock clock)
        : base(parts) => Clock = clock;

    /// <summary>The time since the start, and how many events have run.</summary>
    public VirtualClock Clock { get; }

    /// <summary>Time passed since the start.</summary>
    public TimeSpan Elapsed => Nanoseconds.ToTimeSpan(Clock.NowNs);

    /// <summary>Folds the order of all calls so far: equal in two runs of one seed, different for different seeds.</summary>
    public ulong TraceHash => Host.Trace!.Hash;

    private protected override TimeSpan AskEvery => TimeSpan.FromSeconds(1);

    /// <summary>Lays out the mesh. Nothing happens until it is run, and no swarm has begun.</summary>
    public static VirtualMesh Create(World world, MeshOptions? options = null)
    {
        options ??= new MeshOptions();
        HugePages.Follow();
        var clock = new VirtualClock();
        var ports = options.Ports ?? PortPlan.Default;
        return new VirtualMesh(new MeshParts(world, options, ports, world.ToMap(ports), clock, options.DataDirectory), clock);
    }

    /// <summary>Starts a world with its swarms.</summary>
    /// <param name="worldFile">The path of a world file.</param>
    /// <exception cref="FormatException">Everything that is wrong with the file, a line each.</exception>
    public static Task<VirtualMesh> StartAsync(string worldFile, MeshOptions? options = null) => StartAsync(World.Load(worldFile), options);

    /// <summary>Starts a world with its swarms.</summary>
    public static async Task<VirtualMesh> StartAsync(World world, MeshOptions? options = null)
    {
        var mesh = Create(world, options);
        try
        {
            await mesh.StartWorldAsync();
            return mesh;
        }
        catch
        {
            await mesh.DisposeAsync();
            throw;
        }
    }

    /// <summary>Lets this much time pass.</summary>
    public ValueTask RunForAsync(TimeSpan duration)
    {
        Host.RunFor(duration);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public override async ValueTask<bool> RunUntilAsync(Func<ValueTask<bool>> condition, TimeSpan within)
    {
        var end = Clock.NowNs + within.ToNanoseconds();
        while (!await condition())
        {
            if (Clock.NowNs >= end)
            {
                return false;
            }

            Host.RunFor(AskEvery);
        }

        return true;
    }

    private protected override Metainfo ContentOf(WorldSwarm swarm, Endpoint tracker) =>
        Metainfo.Simulated(swarm.Name, new TorrentShape(swarm.ContentLength, swarm.PieceLength, swarm.BlockLength), (ulong)Seed, $"udp://{tracker}");

    private protected override ValueTask<T> Ended<T>(ValueTask<T> call) =>
        call.IsCompleted ? call : ValueTask.FromResult(Host.RunUntil(call.AsTask(), LongestCall));

    private protected override ValueTask Ended(ValueTask call)
    {
        if (!call.IsCompleted)
        {
            Host.RunUntil(call.AsTask(), LongestCall);
        }

        return ValueTask.CompletedTask;
    }
}
