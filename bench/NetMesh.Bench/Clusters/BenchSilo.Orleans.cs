using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using NetMesh.Contracts.Sites;
using NetMesh.Grains;
using NetMesh.Grains.Silos;
using NetMesh.Grains.Sites;
using Orleans.Configuration;

namespace NetMesh.Bench.Clusters;

/// <summary>A silo of Orleans in this process, composed as the product's: alone, or one of a cluster whose processes run the planet together.</summary>
internal sealed class BenchSilo : IAsyncDisposable
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);

    private readonly IHost running;
    private readonly int silos;

    private BenchSilo(IHost running, int silos)
    {
        this.running = running;
        this.silos = silos;
    }

    public IGrainFactory Grains => running.Services.GetRequiredService<IGrainFactory>();

    public static async Task<BenchSilo> StartAsync(BenchPorts ports, int number, BenchPlanet planet)
    {
        var region = BenchPlanet.Regions[number].Label;
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.UseOrleans(silo =>
        {
            var (own, clients) = ports.Of(number);
            silo.UseLocalhostClustering(own, clients, new IPEndPoint(IPAddress.Loopback, ports.Of(0).Silo));
            silo.Configure<SiloOptions>(options => options.SiloName = region);
            silo.KeepStatesInMemory();
            silo.UseNetMesh(region);
        });
        planet.AddTo(builder.Services, runsHere: ports.Silos == 1);
        if (ports.Silos > 1)
        {
            builder.Services.AddSite(provider => new SiteOptions
            {
                Process = provider.GetRequiredService<ILocalSiloDetails>().SiloAddress.ToParsableString(),
                Region = region,
                Kind = SiteKind.Silo,
            });
        }

        var host = builder.Build();
        await host.StartAsync();
        return new BenchSilo(host, ports.Silos);
    }

    /// <summary>Waits until all silos are members that are alive, and their processes have introduced themselves.</summary>
    /// <exception cref="TimeoutException">They have not.</exception>
    public async Task AllKnownAsync()
    {
        using var late = new CancellationTokenSource(Longest);
        while (Alive < silos || (running.Services.GetService<Sites>()?.Others.Count ?? 0) < silos - 1)
        {
            if (late.IsCancellationRequested)
            {
                throw new TimeoutException($"{Alive} of {silos} silos are alive after {Longest.TotalSeconds:F0} s");
            }

            await Task.Delay(LookEvery, CancellationToken.None);
        }
    }

    public async ValueTask DisposeAsync()
    {
        // What is measured is over: nobody waits for a good end.
        await running.StopAsync(new CancellationToken(canceled: true));
        running.Dispose();
    }

    private int Alive => running.Services.GetRequiredService<IClusterMembershipService>().CurrentSnapshot.Members.Values.Count(member => member.Status == SiloStatus.Active);
}
