using Microsoft.Extensions.DependencyInjection;
using NetMesh.Embedded.Silos;
using NetMesh.Embedded.Tests.Activations;

namespace NetMesh.Embedded.Tests.Silos;

/// <summary>Hosts with the silos "one" and "two", on which the grains are whose keys begin with these words.</summary>
internal static class ApartHosts
{
    public static EmbeddedHost Start(
        bool virtualClock,
        Action<SiloOptions, IServiceCollection>? configureSilo = null,
        SiloDistance? distance = null,
        LifeBook? book = null,
        Action<EmbeddedHostOptions>? configure = null) => Hosts.On(virtualClock, options =>
    {
        foreach (var label in (string[])["one", "two"])
        {
            options.AddSilo(label, new Dictionary<string, string> { ["region"] = label });
        }

        options.WithRegionFilter();
        options.ConfigureServices += services => services.AddSingleton(book ?? new LifeBook());
        options.ConfigureSiloServices = configureSilo;
        options.Distance = distance;
        configure?.Invoke(options);
    });

    /// <summary>Silos with services of their own, of which nothing is asked.</summary>
    public static EmbeddedHost StartEachWithServices(bool virtualClock, SiloDistance? distance = null, LifeBook? book = null) =>
        Start(virtualClock, (_, _) => { }, distance, book);

    /// <summary>References as code of a silo's that is outside of its grains makes them.</summary>
    public static IGrainFactory GrainsOf(this EmbeddedHost host, string silo) => host.ServicesOf(silo).GetRequiredService<IGrainFactory>();
}
