using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using NetMesh.Labs.Runs;
using NetMesh.Labs.Worlds;
using NetMesh.Planet;
using NetMesh.Planet.Faults;
using NetMesh.Planet.Hosts;
using NetMesh.Testing;

namespace NetMesh.Stages;

/// <summary>The meshes that labs run on: on the virtual clock, or on the wall clock. The build with <c>-p:GrainHost=Orleans</c> has another class of this name.</summary>
internal sealed class LabStage(bool isVirtual) : IStage
{
    public bool IsVirtual => isVirtual;

    /// <summary>A stage of this build.</summary>
    /// <param name="realtime">On the wall clock.</param>
    public static IStage Create(bool realtime) => new LabStage(!realtime);

    public async ValueTask<IRunningMesh> OpenAsync(World world, long seed, Action<IServiceCollection> services)
    {
        var options = new MeshOptions { Seed = seed, AddServices = services };
        return isVirtual
            ? new VirtualRun(VirtualMesh.Create(world, options))
            : new WallRun(await Mesh.StartAsync(world with { Swarms = [] }, options));
    }

    private abstract class Run(EmbeddedMesh mesh) : IRunningMesh
    {
        public IServiceProvider Services => mesh.Services;

        public IGrainFactory Grains => mesh.Grains;

        public PlanetMap Map => mesh.Map;

        public FaultBoard Faults => mesh.Faults;

        public INetwork Network => mesh.Network;

        public abstract TimeSpan Elapsed { get; }

        public abstract ulong? TraceHash { get; }

        public abstract long Events { get; }

        public async ValueTask StartSwarmAsync(WorldSwarm swarm) => await mesh.StartSwarmAsync(swarm);

        public ValueTask<T> AskAsync<T>(Func<IGrainFactory, ValueTask<T>> question) => mesh.AskAsync(question);

        public abstract ValueTask RunForAsync(TimeSpan duration, CancellationToken cancelled);

        public ValueTask DisposeAsync() => mesh.DisposeAsync();
    }

    private sealed class VirtualRun(VirtualMesh mesh) : Run(mesh)
    {
        public override TimeSpan Elapsed => mesh.Elapsed;

        public override ulong? TraceHash => mesh.TraceHash;

        public override long Events => mesh.Clock.FiredCount;

        public override ValueTask RunForAsync(TimeSpan duration, CancellationToken cancelled) => mesh.RunForAsync(duration);
    }

    private sealed class WallRun(Mesh mesh) : Run(mesh)
    {
        private readonly Stopwatch watch = Stopwatch.StartNew();

        public override TimeSpan Elapsed => watch.Elapsed;

        public override ulong? TraceHash => null;

        public override long Events => 0;

        public override async ValueTask RunForAsync(TimeSpan duration, CancellationToken cancelled) => await Task.Delay(duration, cancelled);
    }
}
