using Microsoft.Extensions.DependencyInjection;
using NetMesh.Clock;
using NetMesh.Contracts.Peers;
using NetMesh.Contracts.Sites;
using NetMesh.Grains.Sites;
using NetMesh.Planet.Hosts;
using NetMesh.Protocols.Addressing;
using Xunit.Abstractions;
using AllSites = NetMesh.Grains.Sites.Sites;

namespace NetMesh.Testing.Tests.Sites;

/// <summary>
/// Silos with networks of their own, as processes of a cluster have them: streams between their hosts cross by grain calls, late and out of order.
/// </summary>
public sealed class SeveralProcessesTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Long = TimeSpan.FromHours(2);

    private static readonly MeshOptions Apart = new()
    {
        SiloPerRegion = true,
        NetworkPerSilo = true,
        StoresAsText = true,
        BetweenSilos = (TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(60)),
    };

    [Fact]
    public async Task Swarm_over_three_processes_completes_about_as_fast_as_in_one()
    {
        var layout = Layout();
        await using var mesh = await Begin(layout, seed: 1);
        Assert.True(await mesh.RunUntilDoneAsync(layout.Name, layout.Leechers, Long), await Describe(mesh, layout));
        Assert.All(layout.Plan().Members, member => Assert.Equal(mesh.Map.RegionOf(member.Address)!.Label, mesh.SiloOfPeer(member.Address)));
        var took = (await mesh.LookAsync(layout.Name)).Finished.Max(done => done.Took);
        await using var one = VirtualMesh.Create(layout.World(1), Apart with { NetworkPerSilo = false });
        await one.StartSwarmAsync(layout.Plan());
        Assert.True(await one.RunUntilDoneAsync(layout.Name, layout.Leechers, Long));
        var tookInOne = (await one.LookAsync(layout.Name)).Finished.Max(done => done.Took);
        output.WriteLine($"{took / layout.Bound():F2} × the bound, in one process {tookInOne / layout.Bound():F2} ×");
        Assert.InRange(took / tookInOne, 0.8, 1.2);
    }

    [Fact]
    public async Task Two_runs_of_one_seed_leave_one_trace()
    {
        var traces = new List<ulong>();
        foreach (var seed in new[] { 1, 1, 2 })
        {
            var layout = Layout() with { Leechers = 6, Pieces = 20 };
            await using var mesh = await Begin(layout, seed);
            await mesh.RunForAsync(TimeSpan.FromSeconds(20));
            await mesh.KillSiloAsync("eu-west");
            Assert.True(await mesh.RunUntilDoneAsync(layout.Name, layout.Leechers, Long), await Describe(mesh, layout));
            traces.Add(mesh.TraceHash);
        }

        Assert.Equal(traces[0], traces[1]);
        Assert.NotEqual(traces[0], traces[2]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    public async Task Swarm_completes_while_processes_are_killed_stopped_and_started(int seed)
    {
        var layout = Layout();
        await using var mesh = await Begin(layout, seed);
        var random = new RandomStreams(seed).Get("kills");
        var all = mesh.Silos.ToArray();
        var log = new List<string> { $"seed {seed}" };
        for (var i = 0; i < 6; i++)
        {
            await mesh.RunForAsync(TimeSpan.FromSeconds(3 + (20 * random.NextDouble())));
            var silo = all[random.Next(all.Length)];
            if (!mesh.Silos.Contains(silo))
            {
                log.Add($"{mesh.Elapsed} start {silo}");
                await mesh.StartSiloAsync(silo);
            }
            else if (mesh.Silos.Count > 1)
            {
                var kills = random.Next(2) == 0;
                log.Add($"{mesh.Elapsed} {(kills ? "kill" : "stop")} {silo}");
                await (kills ? mesh.KillSiloAsync(silo) : mesh.StopSiloAsync(silo));
            }
        }

        var done = await mesh.RunUntilDoneAsync(layout.Name, layout.Leechers, Long);
        log.Add($"{mesh.Elapsed} end");
        output.WriteLine(string.Join('\n', log));
        Assert.True(done, string.Join('\n', log) + '\n' + await Describe(mesh, layout));
        Assert.Equal(layout.Leechers, (await mesh.LookAsync(layout.Name)).Finished.Select(finished => finished.Peer).Distinct().Count());
    }

    [Fact]
    public async Task Swarm_whose_process_died_with_all_members_there_wakes_elsewhere_without_being_asked()
    {
        var layout = Layout() with { Regions = [SwarmLayout.FourRegions[0]], Leechers = 6 };
        System.Collections.Immutable.ImmutableArray<NetMesh.Planet.Regions.Region> regions = [.. SwarmLayout.FourRegions.Take(3)];
        await using var mesh = VirtualMesh.Create(layout.World(5) with { Regions = regions, Home = regions[0] }, Apart);
        await mesh.StartSwarmAsync(layout.Plan());
        await mesh.RunForAsync(TimeSpan.FromSeconds(20));
        Assert.All(layout.Plan().Members, member => Assert.Equal("us-east", mesh.SiloOfPeer(member.Address)));
        await mesh.KillSiloAsync("us-east");
        await mesh.RunForAsync(TimeSpan.FromSeconds(10));
        Assert.All(layout.Plan().Members, member => Assert.Equal("eu-west", mesh.SiloOfPeer(member.Address)));
        await mesh.RunForAsync(8 * layout.Bound());
        Assert.Equal(layout.Leechers, (await mesh.LookAsync(layout.Name)).Completions);
    }

    // What a cluster does to grains on the silos that live on: those end that were registered on the one that is gone.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Swarm_that_was_registered_in_a_process_that_ends_goes_on_without_being_asked(bool isKilled)
    {
        var layout = Layout() with { Leechers = 6 };
        await using var mesh = VirtualMesh.Create(layout.World(5), Apart with { ConfigureHost = host => host.RegistersOnSilos = true });
        await mesh.StartSwarmAsync(layout.Plan());
        await mesh.RunForAsync(TimeSpan.FromSeconds(20));
        var home = mesh.SiloOf("swarm", layout.Name);
        var registrar = mesh.RegistrarOf("swarm", layout.Name);
        Assert.NotEqual(home, registrar);
        await (isKilled ? mesh.KillSiloAsync(registrar) : mesh.StopSiloAsync(registrar));
        await mesh.RunForAsync(TimeSpan.FromSeconds(15));
        Assert.NotNull(mesh.SiloOf("swarm", layout.Name));
        Assert.All(layout.Plan().Members, member => Assert.NotNull(mesh.SiloOfPeer(member.Address)));
        await mesh.RunForAsync(8 * layout.Bound());
        Assert.Equal(layout.Leechers, (await mesh.LookAsync(layout.Name)).Completions);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Swarm_that_is_stopped_and_started_at_once_has_everybody_again(int seed)
    {
        var layout = Layout() with { Seeds = 6 };
        await using var mesh = await Begin(layout, seed);
        await mesh.RunForAsync(TimeSpan.FromSeconds(20));
        await mesh.StopSwarmAsync(layout.Name);
        await mesh.StartSwarmAsync(layout.Plan());
        await mesh.RunForAsync(TimeSpan.FromSeconds(20));
        var status = await mesh.LookAsync(layout.Name);
        Assert.Equal(layout.Seeds + layout.Leechers, status.Seeding + status.Leeching);
    }

    [Fact]
    public async Task Listing_goes_with_its_process_at_once_when_it_stops_and_after_its_lease_when_it_dies()
    {
        // A peer whose swarm does not look after it: only the processes do.
        var layout = Layout();
        await using var mesh = VirtualMesh.Create(layout.World(1), Apart);
        var inEurope = new Endpoint(layout.LeecherAt(0), layout.PeerPort);
        var plan = layout.Plan();
        _ = mesh.Grains.GetGrain<IPeerGrain>(inEurope.Address.ToString()).JoinAsync(
            new PeerPlan("none", plan.Torrent, plan.Torrent.InfoHash, inEurope, plan.Tracker, IsSeed: false, layout.Policies));
        await mesh.RunForAsync(TimeSpan.FromSeconds(5));
        Assert.Equal("eu-west", mesh.SiloOfPeer(inEurope.Address));
        var map = mesh.ServicesOf("us-east").GetRequiredService<PlanetMap>();
        Assert.Equal(new Service("peer", RunsHere: false), map.ServiceAt(inEurope));

        await mesh.KillSiloAsync("eu-west");
        await mesh.RunForAsync(TimeSpan.FromSeconds(3.5));
        Assert.Contains(Others(mesh, "us-east"), site => site.Region == "eu-west");
        Assert.Equal(new Service("peer", RunsHere: false), map.ServiceAt(inEurope));
        await mesh.RunForAsync(TimeSpan.FromSeconds(4.5));
        Assert.DoesNotContain(Others(mesh, "us-east"), site => site.Region == "eu-west");
        Assert.Equal(new Service("peer", RunsHere: true), map.ServiceAt(inEurope));

        var india = mesh.ServicesOf("ap-south").GetRequiredService<PlanetMap>();
        Assert.Equal(new Service("peer", RunsHere: false), india.ServiceAt(inEurope));
        await mesh.StopSiloAsync("us-east");
        await mesh.RunForAsync(TimeSpan.FromMilliseconds(100));
        Assert.Empty(Others(mesh, "ap-south"));
        Assert.False(india.ServiceAt(inEurope) is { RunsHere: false });
    }

    [Fact]
    public async Task Nobody_is_declared_lost_when_the_registers_silo_dies()
    {
        var layout = Layout();
        await using var mesh = await Begin(layout, seed: 1);
        await mesh.RunForAsync(TimeSpan.FromSeconds(5));
        var home = mesh.SiloOf("siteregister", ISiteRegister.Key)!;
        var left = mesh.Silos.Where(silo => silo != home).ToArray();
        var gone = new List<string>();
        foreach (var silo in left)
        {
            var here = mesh.ServicesOf(silo).GetRequiredService<AllSites>();
            here.Gone += (site, _) => gone.Add($"{silo}: {site}");
        }

        var dead = mesh.ServicesOf(home).GetRequiredService<AllSites>().Here;
        await mesh.KillSiloAsync(home);
        await mesh.RunForAsync(TimeSpan.FromSeconds(30));
        Assert.Equal(left.Select(silo => $"{silo}: {dead}").Order(StringComparer.Ordinal), gone.Order(StringComparer.Ordinal));
        await mesh.StartSiloAsync(home);
        await mesh.RunForAsync(TimeSpan.FromSeconds(2));
        Assert.All(mesh.Silos, silo => Assert.Equal(2, Others(mesh, silo).Count));
    }

    private static SwarmLayout Layout() => new() { Regions = [.. SwarmLayout.FourRegions.Take(3)], Leechers = 12, Pieces = 60 };

    private static async Task<VirtualMesh> Begin(SwarmLayout layout, int seed)
    {
        var mesh = VirtualMesh.Create(layout.World(seed), Apart);
        await mesh.StartSwarmAsync(layout.Plan());
        return mesh;
    }

    private static IReadOnlyList<SiteEntry> Others(VirtualMesh mesh, string silo) => mesh.ServicesOf(silo).GetRequiredService<AllSites>().Others;

    private static async Task<string> Describe(VirtualMesh mesh, SwarmLayout layout)
    {
        var lines = new List<string> { $"{await mesh.LookAsync(layout.Name)}, silos {string.Join(" ", mesh.Silos)}" };
        foreach (var member in layout.Plan().Members)
        {
            lines.Add($"{await mesh.LookAsync(member.Address)} on {mesh.SiloOfPeer(member.Address)}");
        }

        return string.Join('\n', lines);
    }
}
