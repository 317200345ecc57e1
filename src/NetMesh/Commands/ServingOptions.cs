using System.CommandLine;
using NetMesh.Gateways;
using NetMesh.Gateways.Transport;
using NetMesh.Planet.Hosts;

namespace NetMesh.Commands;

/// <summary>How real clients reach the planet: the options that every command takes which serves them.</summary>
internal sealed class ServingOptions
{
    private const string Loopback = "loopback";
    private const string All = "all";

    private readonly Option<bool> wellKnown = new("--well-known-ports") { Description = "Serve on 6881, 6969, … instead of 10000 above." };
    private readonly Option<bool> noShaping = new("--no-shaping") { Description = "Real clients' bytes do not feel distance." };
    private readonly Option<int?> portOffset = new("--port-offset") { Description = "Serve this far above the well-known ports.", HelpName = "N" };
    private readonly Option<string> listen = new("--listen")
    {
        Description = "From where hosts can be reached: this machine alone, or over every device of it.",
        DefaultValueFactory = _ => Loopback,
    };

    private readonly Option<int?> proxyPort = new("--proxy-port")
    {
        Description = "Serve the first region's proxy on this port of 127.0.0.1, the next one's on the next; otherwise from 18100 on.",
        HelpName = "FIRST",
    };

    private readonly Option<bool> noProxies = new("--no-proxies") { Description = "The regions have no proxies." };

    private readonly Option<int?> metricsPort = new("--metrics-port")
    {
        Description = "Serve /metrics, and nothing else, on this port of every address as well.",
        HelpName = "PORT",
    };

    private readonly Option<int> namesPerSecond = new("--name-rate")
    {
        Description = "Answers of one kind that name servers send one network (/24) over UDP in a second; 0: as many as are asked for.",
        HelpName = "N",
        DefaultValueFactory = _ => new GatewayOptions().NamesPerSecond,
    };

    public ServingOptions()
    {
        SharedOptions.MustBeIn(namesPerSecond, 0, 1_000_000);
        SharedOptions.MustBeIn(portOffset, 1, 50_000);
        SharedOptions.MustBeIn(metricsPort, 1, ushort.MaxValue);

        // There is room for as many regions as a planet can have.
        SharedOptions.MustBeIn(proxyPort, 1, ushort.MaxValue - byte.MaxValue);
        listen.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: not (Loopback or All) and var said }])
            {
                result.AddError($"--listen is {said}; expected {Loopback} or {All}");
            }
        });
    }

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[wellKnown, noShaping, portOffset, listen, proxyPort, noProxies, metricsPort, namesPerSecond])
        {
            command.Add(option);
        }
    }

    /// <exception cref="CommandFailure">Two options exclude each other.</exception>
    public PortPlan Ports(ParseResult parsed)
    {
        var plan = !parsed.GetValue(wellKnown) ? parsed.GetValue(portOffset) is { } offset ? PortPlan.Above(offset) : PortPlan.Default
            : parsed.GetValue(portOffset) is null ? PortPlan.WellKnown
            : throw new CommandFailure(ExitCodes.Unusable, "--well-known-ports and --port-offset exclude each other");
        return parsed.GetValue(proxyPort) is not { } first ? plan
            : HasProxies(parsed) ? plan.With(GatewayCatalog.Proxies.FirstPort, (ushort)first)
            : throw new CommandFailure(ExitCodes.Unusable, "--proxy-port and --no-proxies exclude each other");
    }

    public bool HasProxies(ParseResult parsed) => !parsed.GetValue(noProxies);

    public bool Shapes(ParseResult parsed) => !parsed.GetValue(noShaping);

    public int NamesPerSecond(ParseResult parsed) => parsed.GetValue(namesPerSecond);

    public ushort? MetricsPort(ParseResult parsed) => (ushort?)parsed.GetValue(metricsPort);

    /// <summary>From where hosts can be reached; warns of what that means.</summary>
    public ListenScope Listen(ParseResult parsed)
    {
        if (parsed.GetValue(listen) != All)
        {
            return ListenScope.Loopback;
        }

        Console.Error.WriteLine("netmesh: --listen all: whoever has a route to this machine's addresses can reach the planet's hosts");
        return ListenScope.All;
    }
}
