using System.CommandLine;
using System.Globalization;
using System.Text.Json.Serialization.Metadata;
using NetMesh.Control;
using NetMesh.Labs.Worlds.Units;

namespace NetMesh.Commands;

/// <summary><c>netmesh fault …</c>: breaks and heals the paths and links of the running planet.</summary>
internal static class FaultCommand
{
    private static readonly Dictionary<string, double> Times = new() { ["x"] = 1, [""] = 1 };

    public static Command Create() => new("fault", "Breaks and heals the running planet's network.")
    {
        List(), Partition(), Isolate(), Degrade(), Lose(), Link(), Heal(),
    };

    private static Command List()
    {
        var (json, port) = (SharedOptions.Json(), SharedOptions.ControlPort());
        var command = new Command("list", "Lists what is broken, and how each of it is healed.") { json, port };
        command.SetAction(async (parsed, cancelled) =>
        {
            using var planet = new ControlClient(parsed.GetValue(port));
            FaultTable.Print(await planet.GetAsync("/api/faults", ControlJson.Plain.FaultListing, cancelled), parsed.GetValue(json));
            return ExitCodes.Done;
        });
        return command;
    }

    private static Command Partition()
    {
        var (a, b) = Regions();
        return Breaking("partition", "Lets nothing through between two regions.", [a, b], ControlJson.Plain.RegionPair, parsed =>
        {
            var pair = new RegionPair(parsed.GetRequiredValue(a), parsed.GetRequiredValue(b));
            return (pair, FaultTable.Words(pair), $"{pair.A} {pair.B}");
        });
    }

    private static Command Isolate()
    {
        var region = new Argument<string>("REGION") { Description = "A region." };
        return Breaking("isolate", "Cuts a region off from all others.", [region], ControlJson.Plain.RegionNamed, parsed =>
        {
            var named = new RegionNamed(parsed.GetRequiredValue(region));
            return (named, FaultTable.Isolated(named.Region), named.Region);
        });
    }

    private static Command Degrade()
    {
        var (a, b) = Regions();
        var latency = new Option<string>("--latency") { Description = "How many times the usual latency, such as 3x; 1x is as usual.", HelpName = "N", Required = true };
        return Breaking("degrade", "Makes the path between two regions slower, both ways.", [a, b, latency], ControlJson.Plain.PathSlowing, parsed =>
        {
            var text = parsed.GetRequiredValue(latency);
            var factor = Quantity.TryParse(text, Times, out var times) && times is > 0 and <= PathSlowing.Most
                ? times
                : throw new CommandFailure(ExitCodes.Unusable, $"--latency is {text}; expected how many times the usual, up to {PathSlowing.Most}x, such as 3x");
            var path = new PathSlowing(parsed.GetRequiredValue(a), parsed.GetRequiredValue(b), factor);
            return (path, FaultTable.Slow(path.A, path.B, path.LatencyFactor), path.LatencyFactor == 1 ? null : $"{path.A} {path.B}");
        });
    }

    private static Command Lose()
    {
        var (a, b) = Regions();
        var share = new Argument<string>("SHARE") { Description = "Of the datagrams, on top of the usual loss, such as 5%; 0% is as usual." };
        return Breaking("loss", "Makes the path between two regions lose more, both ways.", [a, b, share], ControlJson.Plain.PathLoss, parsed =>
        {
            var path = new PathLoss(parsed.GetRequiredValue(a), parsed.GetRequiredValue(b), Share(parsed.GetRequiredValue(share)));
            return (path, FaultTable.Lossy(path.A, path.B, path.ExtraLoss), path.ExtraLoss == 0 ? null : $"{path.A} {path.B}");
        });
    }

    private static Command Link()
    {
        var host = new Argument<string>("HOST") { Description = "A host, by name or address." };
        var share = new Argument<string>("SHARE") { Description = "Of its rate, such as 10%; 100% is as usual." };
        return Breaking("link", "Makes a host's access link slower, both ways.", [host, share], ControlJson.Plain.DegradedLink, parsed =>
        {
            var link = new DegradedLink(parsed.GetRequiredValue(host), Share(parsed.GetRequiredValue(share)));
            return link.RateFactor > 0
                ? (link, FaultTable.Words(link), link.RateFactor == 1 ? null : link.Host)
                : throw new CommandFailure(ExitCodes.Unusable, "a link that runs at 0 % is no link; expected more, or netmesh kill");
        });
    }

    private static Command Heal()
    {
        var names = new Argument<string[]>("NAME") { Description = "Two regions, a region, or a host.", Arity = new ArgumentArity(0, 2) };
        var all = new Option<bool>("--all") { Description = "Heals everything." };
        var (json, port) = (SharedOptions.Json(), SharedOptions.ControlPort());
        var command = new Command("heal", "Heals what is between two regions, or everything about a region, or a host with its link, or all.") { names, all, json, port };
        command.SetAction(async (parsed, cancelled) =>
        {
            using var planet = new ControlClient(parsed.GetValue(port));
            Healing healing = (parsed.GetValue(names), parsed.GetValue(all)) switch
            {
                ([] or null, true) => new(),
                ([var a, var b], false) => new(A: a, B: b),
                ([var name], false) => await OneAsync(planet, name, cancelled),
                ([] or null, false) => throw new CommandFailure(ExitCodes.Unusable, "it is not said what to heal; expected two regions, a region, a host, or --all"),
                _ => throw new CommandFailure(ExitCodes.Unusable, "--all and names exclude each other"),
            };
            var left = await planet.PostAsync("/api/faults/heal", healing, ControlJson.Plain.Healing, ControlJson.Plain.FaultListing, cancelled);
            FaultTable.Print(left, parsed.GetValue(json));
            return ExitCodes.Done;
        });
        return command;
    }

    private static async Task<Healing> OneAsync(ControlClient planet, string name, CancellationToken cancelled)
    {
        var known = await planet.GetAsync("/api/hosts", ControlJson.Plain.HostListing, cancelled);
        return known.Regions.Contains(name) ? new Healing(Region: name)
            : known.Find(name) is { } host ? new Healing(Host: host.Name)
            : throw new CommandFailure(ExitCodes.Unusable, UnknownName.OfEither(name, known.Regions, known.Hosts.Select(host => host.Name)));
    }

    private static Command Breaking<T>(
        string verb, string description, IEnumerable<Symbol> inputs, JsonTypeInfo<T> type, Func<ParseResult, (T Request, string Words, string? Heals)> read)
    {
        var (json, port) = (SharedOptions.Json(), SharedOptions.ControlPort());
        var command = new Command(verb, description) { json, port };
        foreach (var input in inputs)
        {
            if (input is Option option)
            {
                command.Options.Add(option);
            }
            else
            {
                command.Arguments.Add((Argument)input);
            }
        }

        command.SetAction(async (parsed, cancelled) =>
        {
            var (request, words, heals) = read(parsed);
            using var planet = new ControlClient(parsed.GetValue(port));
            var faults = await planet.PostAsync($"/api/faults/{verb}", request, type, ControlJson.Plain.FaultListing, cancelled);
            if (parsed.GetValue(json))
            {
                Output.Json(faults, ControlJson.Plain.FaultListing);
            }
            else
            {
                Console.Out.WriteLine(heals is null ? words : $"{words}; netmesh fault heal {heals} ends it");
                if (request is PathLoss { ExtraLoss: > 0 } && faults.Note is { } note)
                {
                    Console.Out.WriteLine(note);
                }
            }

            return ExitCodes.Done;
        });
        return command;
    }

    private static (Argument<string> A, Argument<string> B) Regions() => (
        new Argument<string>("A") { Description = "A region." },
        new Argument<string>("B") { Description = "Another one; the same again: what is between its own hosts." });

    private static double Share(string text) => Numbers.Share.TryParse(text, out var share)
        ? share
        : throw new CommandFailure(ExitCodes.Unusable, $"the share is {text}; expected {Numbers.Share.Expected}");
}
