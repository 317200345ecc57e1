using System.CommandLine;
using NetMesh.Clusters;
using NetMesh.Control;
using NetMesh.Labs.Worlds;
using NetMesh.Planet.Hosts;
using NetMesh.Planets;

namespace NetMesh.Commands;

/// <summary><c>netmesh up</c>: starts a planet, prints where to enter it, then <c>ready</c>, and runs until Ctrl-C or SIGTERM.</summary>
internal sealed class UpCommand
{
    // Bytes: a small world keeps less, and has nothing worth the pause.
    private const long MuchMemory = 16 << 20;

    private readonly Option<string?> world = new("--world") { Description = "The world file; without it, the default world.", HelpName = "FILE" };
    private readonly Option<string?> data = new("--data") { Description = "Where the planet keeps what must last.", HelpName = "DIR" };
    private readonly Option<long?> seed = new("--seed") { Description = "Everything random derives from it; otherwise the world's.", HelpName = "N" };
    private readonly Option<string[]> region = new("--region")
    {
        Description = "Carry only this region of the world; the others are on other planets. May be given again.",
        HelpName = "R",
    };

    private readonly Option<string?> prefix = SharedOptions.Prefix();
    private readonly SeatOptions seat = new();
    private readonly ServingOptions serving = new();
    private readonly Option<bool> json = SharedOptions.Json();
    private readonly Option<int> controlPort = SharedOptions.ControlPort();

    public UpCommand()
    {
        Command = new Command("up", "Starts the planet, prints its entry points, then 'ready'; Ctrl-C drains and stops.");
        MakeDefaultOf(Command);
    }

    public Command Command { get; }

    /// <summary>Gives a command the options and the action of <c>up</c>.</summary>
    public void MakeDefaultOf(Command command)
    {
        foreach (var option in (Option[])[world, data, seed, region, prefix])
        {
            command.Add(option);
        }

        seat.AddTo(command);
        serving.AddTo(command);
        command.Add(json);
        command.Add(controlPort);

        command.SetAction((parsed, _) => RunAsync(SettingsOf(parsed) with { NamesPerSecond = serving.NamesPerSecond(parsed) }, parsed.GetValue(json)));
    }

    private PlanetSettings SettingsOf(ParseResult parsed)
    {
        var ports = serving.Ports(parsed);
        if (seat.SiloOf(parsed) is { Silo: { } silo } taken)
        {
            return SiloSettingsOf(parsed, ports, taken, silo);
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

        var moved = parsed.GetValue(prefix);
        return new PlanetSettings(
            CarriedOf(read.Within(moved), parsed.GetValue(region) ?? []),

            // What lasts names addresses.
            parsed.GetValue(data) ?? DataFolder.UsualFor(moved is null ? read.Name : $"{read.Name}-{moved}"),
            parsed.GetValue(seed) ?? read.Seed,
            ports,
            (ushort)parsed.GetValue(controlPort),
            serving.Shapes(parsed),
            serving.Listen(parsed),
            MetricsPort: serving.MetricsPort(parsed),
            HasProxies: serving.HasProxies(parsed),
            MayBeElsewhere: moved is not null);
    }

    // What all silos must agree on is in their file.
    private PlanetSettings SiloSettingsOf(ParseResult parsed, PortPlan ports, ClusterSeat taken, ClusterSilo silo)
    {
        foreach (var option in (Option[])[world, seed, region, prefix])
        {
            if (parsed.GetResult(option) is not null)
            {
                throw new CommandFailure(ExitCodes.Unusable, $"{option.Name} and --cluster exclude each other: the cluster file names the world, and with it the seed and the regions");
            }
        }

        return new PlanetSettings(
            taken.Cluster.World,
            parsed.GetValue(data) ?? Path.Combine(DataFolder.UsualFor(taken.Cluster.Name), silo.Label),
            taken.Cluster.World.Seed,
            ports,
            parsed.GetResult(controlPort) is null or { Implicit: true } ? silo.ControlPort : (ushort)parsed.GetValue(controlPort),
            serving.Shapes(parsed),
            serving.Listen(parsed),
            taken,
            seat.HasGateways(parsed),
            serving.MetricsPort(parsed),
            serving.HasProxies(parsed));
    }

    // A large world's text and what was made of it on the way to zones is several times what is kept of it, and no later collection would hand the room back soon.
    private static void GiveBackWhatReadingTook()
    {
        if (GC.GetTotalMemory(forceFullCollection: false) > MuchMemory)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        }
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
        using var signals = new StopSignals();
        await using var planet = await RunningPlanet.StartAsync(settings);
        GiveBackWhatReadingTook();
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
        await signals.Asked;
        Console.Error.WriteLine("netmesh: stopping");
        return ExitCodes.Done;
    }
}
