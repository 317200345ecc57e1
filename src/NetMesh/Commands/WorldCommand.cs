using System.CommandLine;
using NetMesh.Control;
using NetMesh.Labs.Worlds;

namespace NetMesh.Commands;

/// <summary><c>netmesh world check FILE</c>: says what a world holds, or everything that is wrong with its file.</summary>
internal static class WorldCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "A world file (docs/planet.md describes the format)." };
        var prefix = SharedOptions.Prefix();
        var json = SharedOptions.Json();
        var check = new Command("check", "Validates a world file; errors carry file, line and what was expected.") { file, prefix, json };
        check.SetAction(parsed => Check(parsed.GetRequiredValue(file), parsed.GetValue(prefix), parsed.GetValue(json)));
        return new Command("world", "Works with world files.") { check };
    }

    private static int Check(string file, string? prefix, bool json)
    {
        var reading = WorldFile.Read(file);
        if (reading.World?.Within(prefix) is not { } world)
        {
            foreach (var error in reading.Errors)
            {
                Console.Error.WriteLine(error);
            }

            return ExitCodes.Unusable;
        }

        var summary = new WorldSummary(
            world.Name,
            world.Seed,
            [.. world.Regions.Select(region => new RegionSummary(
                region.Label, region.Prefix.ToString(), region.Latitude, region.Longitude, world.Hosts.Count(host => host.Region == region)))],
            world.Hosts.Length,
            [.. world.Swarms.Select(swarm => swarm.Name)]);
        if (json)
        {
            Output.Json(summary, ControlJson.Plain.WorldSummary);
            return ExitCodes.Done;
        }

        Output.Table(
            ["region", "prefix", "north", "east", "hosts"],
            summary.Regions.Select(region => (string[])[region.Label, region.Prefix, $"{region.Latitude:0.##}", $"{region.Longitude:0.##}", $"{region.Hosts}"]));
        Console.Out.WriteLine($"{file}: world '{world.Name}' is right: {world.Regions.Length} regions, {world.Hosts.Length} hosts, {world.Swarms.Length} swarms");
        return ExitCodes.Done;
    }
}
