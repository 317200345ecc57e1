using NetMesh.Contracts.Peers;
using NetMesh.Contracts.Swarms;
using NetMesh.Labs.Simulation;
using NetMesh.Protocols.Addressing;
using NetMesh.Testing.Simulation;
using Xunit.Abstractions;

namespace NetMesh.Testing.Tests;

/// <summary>Whole swarms on the virtual clock: every host a grain, every message over the planet's network.</summary>
public sealed class WholeSwarmTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Long = TimeSpan.FromHours(6);

    [Fact]
    public async Task Twenty_peers_all_finish_and_take_little_longer_than_the_bound()
    {
        var layout = new SwarmLayout();
        var (mesh, status) = await Finish(layout, seed: 1);
        await using var _ = mesh;
        Assert.Equal(20, status.Completions);
        Assert.Equal((21, 0, 0), (status.Seeding, status.Leeching, status.Away));
        foreach (var peer in await Statuses(mesh, layout))
        {
            Assert.Equal((PeerState.Seeding, 400, 0), (peer.State, peer.PiecesHad, peer.PiecesFailed));
        }

        var ratio = Ratio(layout, status);
        output.WriteLine($"last of 20 peers after {status.Finished.Max(done => done.Took).TotalSeconds:F0} s, {ratio:F3} × the bound");
        Assert.InRange(ratio, 1.0, 1.09);
    }

    [Fact]
    public async Task Same_seed_gives_the_same_trace_and_another_seed_another()
    {
        var layout = new SwarmLayout { Leechers = 8, Pieces = 40 };
        var traces = new List<ulong>();
        foreach (var seed in new[] { 1, 1, 2 })
        {
            var (mesh, _) = await Finish(layout, seed);
            traces.Add(mesh.TraceHash);
            await mesh.DisposeAsync();
        }

        Assert.Equal(traces[0], traces[1]);
        Assert.NotEqual(traces[0], traces[2]);
    }

    [Fact]
    public async Task Silo_killed_in_the_middle_loses_no_download()
    {
        var layout = new SwarmLayout { Pieces = 100 };
        await using var mesh = VirtualMesh.Create(layout.World(seed: 3), new MeshOptions { SiloPerRegion = true, StoresAsText = true });
        await mesh.StartSwarmAsync(layout.Plan());
        foreach (var silo in mesh.Silos.ToArray()[..3])
        {
            await mesh.RunForAsync(layout.Bound() / 5);
            Assert.True((await mesh.LookAsync(layout.Name)).Completions < layout.Leechers, "the swarm was done before the silo died");
            await mesh.KillSiloAsync(silo);
        }

        Assert.Single(mesh.Silos);
        var before = (await Statuses(mesh, layout)).Sum(peer => peer.PiecesHad);
        output.WriteLine($"{before} of {layout.Leechers * layout.Pieces} pieces after three silos died");
        Assert.True(await mesh.RunUntilDoneAsync(layout.Name, layout.Leechers, Long), await Describe(mesh, layout));
        Assert.Equal(layout.Leechers, (await mesh.LookAsync(layout.Name)).Finished.Select(done => done.Peer).Distinct().Count());
    }

    [Fact]
    public async Task Process_that_ends_in_the_middle_goes_on_where_it_was()
    {
        var directory = Directory.CreateTempSubdirectory("netmesh-mesh-").FullName;
        var layout = new SwarmLayout { Leechers = 6, Pieces = 50 };
        try
        {
            int had;
            await using (var mesh = VirtualMesh.Create(layout.World(seed: 7), new MeshOptions { DataDirectory = directory }))
            {
                await mesh.StartSwarmAsync(layout.Plan());
                await mesh.RunForAsync(layout.Bound() / 2);
                had = (await Statuses(mesh, layout))[1..].Sum(peer => peer.PiecesHad);
            }

            await using var next = VirtualMesh.Create(layout.World(seed: 7), new MeshOptions { DataDirectory = directory });
            Assert.Equal(layout.Name, (await next.LookAsync(layout.Name)).Name);
            await next.RunForAsync(TimeSpan.FromSeconds(1));
            var has = (await Statuses(next, layout))[1..].Sum(peer => peer.PiecesHad);
            output.WriteLine($"{had} pieces before, {has} after the restart");
            Assert.InRange(has, had, had + layout.Leechers);
            Assert.True(await next.RunUntilDoneAsync(layout.Name, layout.Leechers, Long), await Describe(next, layout));
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    [Fact]
    public async Task Peer_that_serves_wrong_blocks_is_banned_and_everybody_still_finishes()
    {
        var layout = new SwarmLayout { Leechers = 8, Pieces = 40 };
        await using var mesh = VirtualMesh.Create(layout.World(seed: 4));
        var poison = new HostileClient(mesh.Network, layout.Plan().Torrent, new Endpoint(layout.AddHost(mesh.Map, "poison"), 6666), Hostility.Poisons);
        await mesh.StartSwarmAsync(layout.Plan());
        await mesh.RunForAsync(TimeSpan.FromSeconds(1));
        for (var victim = 0; victim < layout.Leechers; victim++)
        {
            poison.Call(new Endpoint(layout.LeecherAt(victim), layout.PeerPort));
        }

        Assert.True(await mesh.RunUntilDoneAsync(layout.Name, layout.Leechers, Long), await Describe(mesh, layout));
        var statuses = await Statuses(mesh, layout);
        output.WriteLine($"{poison.Poisoned} wrong blocks, {statuses.Sum(peer => peer.PiecesFailed)} pieces failed, {statuses.Sum(peer => peer.Banned)} bans");
        Assert.Equal(layout.Leechers, poison.Answered);
        Assert.InRange(poison.Poisoned, 1, int.MaxValue);
        Assert.All(statuses[layout.Seeds..], peer => Assert.Equal((400 / 10, 1), (peer.PiecesHad, peer.Banned)));
        Assert.Equal(0, poison.Open);
    }

    [Fact]
    public async Task Swarm_with_churn_lives_on_and_those_who_stay_finish()
    {
        var layout = new SwarmLayout
        {
            Leechers = 40,
            Pieces = 50,
            Arrival = new Distribution(DistributionLaw.Exponential, TimeSpan.FromSeconds(5)),
            Session = new Distribution(DistributionLaw.Weibull, TimeSpan.FromMinutes(4), 0.59),
            Absence = new Distribution(DistributionLaw.Exponential, TimeSpan.FromMinutes(1)),
        };
        await using var mesh = VirtualMesh.Create(layout.World(seed: 5));
        await mesh.StartSwarmAsync(layout.Plan());
        await mesh.RunForAsync(TimeSpan.FromMinutes(2));
        Assert.InRange((await mesh.LookAsync(layout.Name)).Away, 1, 39);
        Assert.True(await mesh.RunUntilDoneAsync(layout.Name, layout.Leechers, TimeSpan.FromDays(2)), await Describe(mesh, layout));
    }

    [Fact]
    public async Task Free_riders_finish_later_than_those_who_share()
    {
        var layout = new SwarmLayout
        {
            Leechers = 40,
            Pieces = 200,
            PoliciesOf = number => number % 4 == 0 ? new PeerPolicies { FreeRider = true } : null,
        };
        var (mesh, status) = await Finish(layout, seed: 6);
        await using var _ = mesh;
        var riders = Enumerable.Range(0, layout.Leechers).Where(number => number % 4 == 0).Select(layout.LeecherAt).ToHashSet();
        var took = status.Finished.ToLookup(done => riders.Contains(done.Peer), done => done.Took.TotalSeconds);
        output.WriteLine($"contributors {took[false].Average():F0} s, free riders {took[true].Average():F0} s");
        Assert.True(took[true].Average() > took[false].Average());
    }

    [Fact]
    public async Task In_a_small_swarm_with_a_strong_seed_free_riders_finish_later_too()
    {
        var layout = new SwarmLayout
        {
            Pieces = 100,
            PoliciesOf = number => number % 4 == 0 ? new PeerPolicies { FreeRider = true } : null,
        };
        var (mesh, status) = await Finish(layout, seed: 1);
        await using var _ = mesh;
        var riders = Enumerable.Range(0, layout.Leechers).Where(number => number % 4 == 0).Select(layout.LeecherAt).ToHashSet();
        var took = status.Finished.ToLookup(done => riders.Contains(done.Peer), done => done.Took.TotalSeconds);
        output.WriteLine($"contributors {took[false].Average():F0} s, free riders {took[true].Average():F0} s");
        Assert.True(took[true].Average() > 1.05 * took[false].Average());
    }

    [Fact]
    public async Task Scarce_seed_that_offers_piece_by_piece_is_no_bottleneck()
    {
        var ratios = new List<double>();
        foreach (var offers in new[] { true, false })
        {
            var layout = new SwarmLayout
            {
                Leechers = 24,
                Pieces = 100,
                SeedLink = new(2_000_000, 50_000_000, TimeSpan.FromMilliseconds(5)),
                Policies = new PeerPolicies { SuperSeeding = offers },
            };
            var (mesh, status) = await Finish(layout, seed: 1);
            ratios.Add(Ratio(layout, status));
            await mesh.DisposeAsync();
        }

        output.WriteLine($"last peer after {ratios[0]:F3} × the bound with super-seeding, {ratios[1]:F3} × without");
        Assert.InRange(ratios[0], 1.0, 1.22);
        Assert.True(ratios[1] > ratios[0] + 0.2);
    }

    private static async Task<(VirtualMesh Mesh, SwarmStatus Status)> Finish(SwarmLayout layout, long seed)
    {
        var mesh = VirtualMesh.Create(layout.World(seed));
        await mesh.StartSwarmAsync(layout.Plan());
        Assert.True(await mesh.RunUntilDoneAsync(layout.Name, layout.Leechers, Long), await Describe(mesh, layout));
        return (mesh, await mesh.LookAsync(layout.Name));
    }

    private static double Ratio(SwarmLayout layout, SwarmStatus status) => status.Finished.Max(done => done.Took) / layout.Bound();

    private static async Task<PeerStatus[]> Statuses(VirtualMesh mesh, SwarmLayout layout)
    {
        var statuses = new List<PeerStatus>();
        foreach (var member in layout.Plan().Members)
        {
            statuses.Add(await mesh.LookAsync(member.Address));
        }

        return [.. statuses];
    }

    private static async Task<string> Describe(VirtualMesh mesh, SwarmLayout layout) =>
        $"seed {mesh.Seed}, {mesh.Clock.NowNs / 1e9:F0} s:\n" + string.Join('\n', (await Statuses(mesh, layout)).Select(peer => peer.ToString()));
}
