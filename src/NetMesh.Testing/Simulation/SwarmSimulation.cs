using Microsoft.Extensions.DependencyInjection;
using NetMesh.Clock;
using NetMesh.Contracts.Hosts;
using NetMesh.Contracts.Peers;
using NetMesh.Contracts.Swarms;
using NetMesh.Embedded;
using NetMesh.Embedded.Silos;
using NetMesh.Grains.Placement;
using NetMesh.Labs.Simulation;
using NetMesh.Planet;
using NetMesh.Planet.Faults;
using NetMesh.Planet.Hosts;
using NetMesh.Protocols.Addressing;

namespace NetMesh.Testing.Simulation;

/// <summary>
/// Runs one seed: the swarm of its <see cref="Ordeal"/> on the virtual clock, with all that befalls it. What must never happen is looked for throughout; then all
/// is mended, and everybody who stays has to finish; then everybody leaves, and nothing may be left behind.
/// </summary>
internal sealed class SwarmSimulation : ITroubled
{
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);

    // Longer than the network's and the peers' time-outs.
    private static readonly TimeSpan UntilAllIsOver = TimeSpan.FromMinutes(5);

    // Some rounds of news between sites.
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(5);

    private readonly Ordeal ordeal;
    private readonly OrdealWatch watch;
    private readonly VirtualMesh mesh;
    private readonly Invariants invariants;
    private SimulatedStorage storage = null!;
    private TimeSpan lookedAt;
    private readonly Dictionary<string, TimeSpan> startedAt = new(StringComparer.Ordinal);
    private int finished;
    private bool seedsLeft;

    private SwarmSimulation(Ordeal ordeal, PlantedBug bug)
    {
        this.ordeal = ordeal;
        watch = new OrdealWatch(ordeal, () => mesh!.Elapsed);
        mesh = VirtualMesh.Create(ordeal.World, new MeshOptions
        {
            Silos = [.. ordeal.Silos.Select(silo => silo.Region)],
            NetworkPerSilo = ordeal.IsApart,
            BetweenSilos = ordeal.BetweenSilos,
            Network = ordeal.World.Network with { Bug = bug },
            ConfigureHost = host => Configure(host, bug),
            AddServices = services => services.AddWatch(watch, bug),
            Bug = bug,
        });
        invariants = new Invariants(mesh, watch);
    }

    public FaultBoard Faults => mesh.Faults;

    private bool IsBad => watch.Bad is not null;

    /// <summary>Runs a seed to its end, or to its first bad event. Needs one thread, and none waits.</summary>
    public static SeedOutcome Run(long seed, PlantedBug bug = PlantedBug.None)
    {
        var simulation = new SwarmSimulation(Ordeal.Of(seed), bug);
        try
        {
            // On the virtual clock everything that is awaited has ended when it is returned.
            simulation.RunAsync().GetAwaiter().GetResult();
        }
        catch (Exception error)
        {
            simulation.watch.Report("", "nothing throws", $"{error.GetType().Name}: {error.Message}");
        }

        var outcome = simulation.Outcome();
        Ended(simulation.mesh.DisposeAsync());
        return outcome;
    }

    public void KillSilo(string silo)
    {
        if (CanEnd(silo))
        {
            Ended(mesh.KillSiloAsync(silo));
            storage.Crash();
        }
    }

    public void StopSilo(string silo)
    {
        if (CanEnd(silo))
        {
            Ended(mesh.StopSiloAsync(silo));
        }
    }

    public void StartSilo(string silo)
    {
        if (!mesh.Silos.Contains(silo))
        {
            Ended(mesh.StartSiloAsync(silo));
            startedAt[silo] = mesh.Elapsed;
        }
    }

    public void FailWrites(double share) => storage.Failing = share;

    public void Attack(HostilePeer peer)
    {
        var client = new HostileClient(mesh.Network, ordeal.Swarm.Torrent, new Endpoint(peer.Address, 6666), peer.Does);
        foreach (var member in ordeal.Swarm.Members)
        {
            client.Call(new Endpoint(member.Address, mesh.Ports.RealPort(ServiceNames.PeerPort)));
        }
    }

    private async Task RunAsync()
    {
        await mesh.StartSwarmAsync(ordeal.Swarm);
        foreach (var trouble in ordeal.Schedule)
        {
            await Run(() => mesh.Elapsed >= trouble.At);
            if (IsBad)
            {
                return;
            }

            trouble.Befall(this);
        }

        await Run(() => mesh.Elapsed >= ordeal.HealsAt);
        Heal();
        var hasEnded = false;
        await Run(() => mesh.Elapsed >= ordeal.HealsAt + ordeal.Patience || (hasEnded = HasEnded().GetAwaiter().GetResult()));
        if (!IsBad && !hasEnded)
        {
            watch.Report("", "everybody who stays finishes", await Laggards());
        }

        if (!IsBad)
        {
            Faults.HealAll();
            await StopSwarm();
            var over = mesh.Elapsed + UntilAllIsOver;
            var fewest = int.MaxValue;
            await Run(() =>
            {
                fewest = over - mesh.Elapsed < LookEvery ? Math.Min(fewest, mesh.Clock.PendingCount) : fewest;
                return mesh.Elapsed >= over;
            });
            invariants.CheckLeftovers(fewest);
        }
    }

    // Step by step, so that what went wrong is noticed soon after.
    private async Task Run(Func<bool> until)
    {
        while (!IsBad && !until())
        {
            await mesh.RunForAsync(Step);
            invariants.CheckAccounts();
            invariants.CheckTurns();
            if (mesh.Elapsed - lookedAt >= LookEvery)
            {
                lookedAt = mesh.Elapsed;
                invariants.CheckHaves();
                invariants.CheckOptimisticTurns();
                invariants.CheckPatience();
                await invariants.CheckStatuses();
            }
        }
    }

    private void Heal()
    {
        Faults.HealAll();
        storage.Failing = 0;
        foreach (var silo in ordeal.Silos)
        {
            StartSilo(silo.Region);
        }
    }

    private async Task<bool> HasEnded()
    {
        // Looking would wake it.
        if (mesh.SiloOf("swarm", ordeal.Swarm.Name) is null)
        {
            return false;
        }

        var status = await mesh.LookAsync(ordeal.Swarm.Name);
        invariants.CheckSwarm(status);
        finished = status.Finished.Select(done => done.Peer).Distinct().Count();
        if (ordeal.SeedsLeave && !seedsLeft && await FindHeir())
        {
            seedsLeft = true;
            foreach (var seed in watch.Seeds)
            {
                Faults.TakeDown(seed);
            }
        }

        return status.Leeching == 0 && (ordeal.Swarm.Session is not null || finished == ordeal.Swarm.Members.Count(member => !member.IsSeed));
    }

    // Somebody else has everything and shares it.
    private async Task<bool> FindHeir()
    {
        foreach (var member in ordeal.Swarm.Members)
        {
            if (member is { IsSeed: false, Policies.FreeRider: false } && mesh.SiloOfPeer(member.Address) is not null
                && (await mesh.LookAsync(member.Address)).State == PeerState.Seeding)
            {
                return true;
            }
        }

        return false;
    }

    // A write that was done though it had failed comes to light with the next one, and the grain begins anew.
    private async Task StopSwarm()
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                await mesh.StopSwarmAsync(ordeal.Swarm.Name);
                return;
            }
            catch (OrleansException) when (tries < 3)
            {
            }
        }
    }

    private async Task<string> Laggards()
    {
        var words = new List<string>();
        if (mesh.SiloOf("swarm", ordeal.Swarm.Name) is null)
        {
            words.Add("the swarm sleeps");
        }
        else
        {
            var swarm = await mesh.LookAsync(ordeal.Swarm.Name);
            words.Add($"{swarm.Seeding} seeding, {swarm.Leeching} leeching, {swarm.Away} away, {finished} finished");
        }

        foreach (var member in ordeal.Swarm.Members)
        {
            var status = mesh.SiloOfPeer(member.Address) is null ? null : await mesh.LookAsync(member.Address);
            if (status is not { State: PeerState.Seeding })
            {
                words.Add(status is null ? $"{watch.NameOf(member.Address)} sleeps" : $"{watch.NameOf(member.Address)} has {status.PiecesHad} of {status.PieceCount} pieces and {status.Connections} connections");
            }
        }

        return string.Join("; ", words);
    }

    private SeedOutcome Outcome() => new(
        ordeal.Seed, mesh.TraceHash, mesh.Elapsed, mesh.Clock.FiredCount, ordeal.Swarm.Members.Length, finished,
        [.. ordeal.Schedule.Select(trouble => FormattableString.Invariant($"{trouble.At.TotalSeconds:F3} s: {trouble.Words}"))], watch.Bad);

    // Somebody must be left who knows what lived there: what all who knew died with is lost in any cluster.
    private bool CanEnd(string silo) => mesh.Silos.Contains(silo)
        && mesh.Silos.Any(other => other != silo && (!ordeal.IsApart || mesh.Elapsed - startedAt.GetValueOrDefault(other) >= Settling));

    private void Configure(EmbeddedHostOptions host, PlantedBug bug)
    {
        storage = new SimulatedStorage(host.Clock!, new RandomStreams(ordeal.Seed).Get("storage"), watch, bug);
        host.UseStorage(storage);
        host.RegistersOnSilos = ordeal.IsApart;
        host.Silos.Clear();
        foreach (var silo in ordeal.Silos)
        {
            host.Silos.Add(new SiloOptions(
                silo.Region,
                new Dictionary<string, string>(StringComparer.Ordinal) { [HostRegionDirector.RegionKey] = silo.Region },
                new ClockSkew(silo.Uptime, silo.Offset, silo.DriftPartsPerMillion)));
        }
    }

    private static void Ended(ValueTask task) => task.AsTask().GetAwaiter().GetResult();
}
