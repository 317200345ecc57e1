using NetMesh.Labs.Worlds.Units;
using NetMesh.Labs.Worlds.Yaml;
using NetMesh.Planet;
using NetMesh.Planet.Links;
using NetMesh.Planet.Paths;
using NetMesh.Planet.Regions;

namespace NetMesh.Labs.Worlds.Sections;

/// <summary>The planet's physics and the paths that differ from it.</summary>
internal static class NetworkSection
{
    private static readonly ValueForm<LinkDiscipline> Disciplines = Words.Choice(("fair", LinkDiscipline.Fair), ("fifo", LinkDiscipline.Fifo));

    private static readonly ValueForm<TransportModel> Transports = Words.Choice(("ideal", TransportModel.Ideal), ("tcp", TransportModel.Tcp));

    /// <summary><c>network: { link: fair, transport: ideal, inflation: 1.8, jitter: 2 ms, loss: 0.1 % }</c></summary>
    public static NetworkOptions Read(Section world)
    {
        var usual = new NetworkOptions();
        if (world.Optional("network") is not { } node)
        {
            return usual;
        }

        var section = new Section(node, "the network", world.Errors);
        var network = usual with
        {
            Link = section.Value("link", Disciplines, usual.Link),
            Transport = section.Value("transport", Transports, usual.Transport),
            RouteInflation = section.Value("inflation", Numbers.Decimal(1, 10), usual.RouteInflation),
            LeastLatency = section.Value("least-latency", Durations.Latency, usual.LeastLatency),
            Jitter = section.Value("jitter", Durations.Latency, usual.Jitter),
            Loss = section.Value("loss", Numbers.Share, usual.Loss),
            Duplication = section.Value("duplication", Numbers.Share, usual.Duplication),
        };
        section.Done();
        return network;
    }

    /// <summary><c>paths: [{ between: [us-east, eu-west], latency: 38 ms, jitter: 1 ms, loss: 0.5 % }]</c></summary>
    public static List<PathOverride> ReadPaths(Section world, OrderedDictionary<string, Region> regions)
    {
        var paths = new List<PathOverride>();
        foreach (var node in world.Items("paths"))
        {
            var section = new Section(node, "the path", world.Errors);
            var ends = section.Required("between", "two regions, such as [us-east, eu-west]");
            var (latency, jitter) = (section.OptionalValue("latency", Durations.Latency), section.OptionalValue("jitter", Durations.Latency));
            var loss = section.OptionalValue("loss", Numbers.Share);
            section.Done();
            if (ends is not YamlSequence { Items: [var first, var second] })
            {
                if (ends is not null)
                {
                    world.Errors.Add(ends.At, $"'between' is {ends.Kind}", "two regions, such as [us-east, eu-west]");
                }

                continue;
            }

            var (a, b) = (References.To(first, "between", "region", regions, world.Errors), References.To(second, "between", "region", regions, world.Errors));
            if (a is null || b is null)
            {
                continue;
            }

            if (paths.Exists(path => (path.A == a.Label && path.B == b.Label) || (path.A == b.Label && path.B == a.Label)))
            {
                world.Errors.Add(node.At, $"the path between {a.Label} and {b.Label} stands here a second time", "every path once; it holds in both directions");
            }

            paths.Add(new PathOverride(a.Label, b.Label, latency, jitter, loss));
        }

        return paths;
    }
}
