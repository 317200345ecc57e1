using System.CommandLine;
using System.Runtime.InteropServices;
using NetMesh.Control;
using NetMesh.Gateways.Transport;
using NetMesh.Labs.Worlds;
using NetMesh.Planet.Hosts;
using NetMesh.Planets;

namespace NetMesh.Commands;

/// <summary><c>netmesh up</c>: starts a planet, prints where to enter it, then <c>ready</c>, and runs until Ctrl-C or SIGTERM.</summary>
internal sealed class UpCommand
{
    private const string Loopback = "loopback";
    private const string All = "all";

    private readonly Option<string?> world = new("--world") { Description = "The world file; without it, the default world.", HelpName = "FILE" };
    private readonly Option<string?> data = new("--data") { Description = "Where the planet keeps what must last.", HelpName = "DIR" };
    private readonly Option<long?> seed = new("--seed") { Description = "Everything random derives from it; otherwise the world's.", HelpName = "N" };
    private readonly Option<bool> wellKnown = new("--well-known-ports") { Description = "Serve on 6881, 6969, … instead of 10000 above." };
    private readonly Option<bool> noShaping = new("--no-shaping") { Description = "Real clients' bytes do not feel distance." };
    private readonly Option<int?> portOffset = new("--port-offset") { Description = "Serve this far above the well-known ports.", HelpName = "N" };
    private readonly Option<string[]> region = new("--region")
    {
        Description = "Carry only this region of the world; the others are on other planets. May be given again.",
        HelpName = "R",
    };

    private readonly Option<string> listen = new("--listen")
    {
        Description = "From where hosts can be reached: this machine alone, or over every device of it.",
        DefaultValueFactory = _ => Loopback,
    };

    private readonly Option<int?> metricsPort = new("--metrics-port")
    {
        Description = "Serve /metrics, and nothing else, on this port of every address as well.",
        HelpName = "PORT",
    };

    private readonly Option<bool> json = SharedOptions.Json();
    private readonly Option<int> controlPort = SharedOptions.ControlPort();

    public UpCommand()
    {
        Command = new Command("up", "Starts the planet, prints its entry points, then 'ready'; Ctrl-C drains and stops.");
        SharedOptions.MustBeIn(portOffset, 1, 50_000);
        SharedOptions.MustBeIn(metricsPort, 1, ushort.MaxValue);
        listen.AcceptOnlyFromAmong(Loopback, All);
        MakeDefaultOf(Command);
    }

    public Command Command { get; }

    /// <summary>Gives a command the options and the action of <c>up</c>.</summary>
    public void MakeDefaultOf(Command command)
    {
        foreach (var option in (Option[])[world, data, seed, wellKnown, noShaping, portOffset, region, listen, metricsPort, json, controlPort])
        {
            command.Add(option);
        }

        command.SetAction((parsed, _) => RunAsync(SettingsOf(parsed), parsed.GetValue(json)));
    }

    private PlanetSettings SettingsOf(ParseResult parsed)
    {
        if (parsed.GetValue(wellKnown) && parsed.GetValue(portOffset) is not null)
        {
            throw new CommandFailure(ExitCodes.Unusable, "--well-known-ports and --port-offset exclude each other");
        }

        var file = parsed.GetValue(world);
        var reading = file is null ? DefaultWorld.Read() : WorldFile.Read(file);
        if (reading.World is not { } read)
        {
            foreach (var error in reading.Errors.Skip(1))
            {
                Console.Error.WriteLine(error);
            }

            throw new CommandFailure(ExitCodes.Unusable, reading.Errors[0].ToString());
        }

        return new PlanetSettings(
            CarriedOf(read, parsed.GetValue(region) ?? []),
            parsed.GetValue(data) ?? DataFolder.UsualFor(read.Name),
            parsed.GetValue(seed) ?? read.Seed,
            parsed.GetValue(wellKnown) ? PortPlan.WellKnown : parsed.GetValue(portOffset) is { } offset ? PortPlan.Above(offset) : PortPlan.Default,
            (ushort)parsed.GetValue(controlPort),
            Shapes: !parsed.GetValue(noShaping),
            parsed.GetValue(listen) == All ? ListenScope.All : ListenScope.Loopback,
            (ushort?)parsed.GetValue(metricsPort));
    }

    private static World CarriedOf(World world, string[] labels)
    {
        if (labels.FirstOrDefault(label => world.Regions.All(known => known.Label != label)) is { } unknown)
        {
            throw new CommandFailure(
                ExitCodes.Unusable, $"there is no region '{unknown}' in the world; expected one of {string.Join(", ", world.Regions.Select(known => known.Label))}");
        }

        return labels.Length == 0 ? world : world.Carrying(labels);
    }

    private static async Task<int> RunAsync(PlanetSettings settings, bool json)
    {
        // The first signal asks the planet to drain; a second one ends the process as it would have without us.
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        void Ask(PosixSignalContext signal) => signal.Cancel = asked.TrySetResult();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Ask);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Ask);

        if (settings.Listen == ListenScope.All)
        {
            Console.Error.WriteLine("netmesh: --listen all: whoever has a route to this machine's addresses can reach the planet's hosts");
        }

        await using var planet = await RunningPlanet.StartAsync(settings);
        var entries = planet.EntryPoints();
        if (json)
        {
            Output.Json(entries, ControlJson.Plain.EntryPoints);
        }
        else
        {
            Output.Table(["what", "where", "note"], entries.Entries.Select(entry => (string[])[entry.What, entry.Where, entry.Note]));
            Console.Out.WriteLine($"world '{entries.World}', seed {entries.Seed}, data in {entries.Data}; Ctrl-C stops");
        }

        Console.Out.WriteLine("ready");
        await asked.Task;
        Console.Error.WriteLine("netmesh: stopping");
        return ExitCodes.Done;
    }
}
