using System.CommandLine;
using NetMesh.Clusters;
using NetMesh.Control;

namespace NetMesh.Commands;

/// <summary><c>netmesh cluster check FILE</c> and <c>netmesh cluster init FILE</c>: what there is to do about a cluster before its silos start.</summary>
internal static class ClusterCommand
{
    public static Command Create() => new("cluster", "Works with cluster files.") { Check(), Init() };

    /// <summary>Reads a cluster file for a command that needs it to be right.</summary>
    /// <exception cref="CommandFailure">It is not; all errors but the first have been printed.</exception>
    public static Cluster Read(string file)
    {
        var reading = ClusterFile.Read(file);
        if (reading.Cluster is { } cluster)
        {
            return cluster;
        }

        foreach (var error in reading.Errors.Skip(1))
        {
            Console.Error.WriteLine(error);
        }

        throw new CommandFailure(ExitCodes.Unusable, reading.Errors[0].ToString());
    }

    private static Argument<string> FileArgument() => new("FILE") { Description = "A cluster file (docs/cluster.md describes the format)." };

    private static Command Check()
    {
        var (file, json) = (FileArgument(), SharedOptions.Json());
        var check = new Command("check", "Validates a cluster file and its world; errors carry file, line and what was expected.") { file, json };
        check.SetAction(parsed => Check(parsed.GetRequiredValue(file), parsed.GetValue(json)));
        return check;
    }

    private static Command Init()
    {
        var file = FileArgument();
        var init = new Command("init", "Prepares the cluster's database; does no harm to one that is prepared already, or in use.") { file };
        init.SetAction(async (parsed, cancelled) =>
        {
            var path = parsed.GetRequiredValue(file);
            var cluster = Read(path);
            if (cluster.Database is not { } database)
            {
                Console.Out.WriteLine($"{path}: cluster '{cluster.Name}' has no database, nothing to prepare");
                return ExitCodes.Done;
            }

            await ClusterSchema.ApplyAsync(database, cancelled);
            Console.Out.WriteLine($"{path}: {database.Place} is ready for cluster '{cluster.Name}'");
            return ExitCodes.Done;
        });
        return init;
    }

    private static int Check(string file, bool json)
    {
        var reading = ClusterFile.Read(file);
        if (reading.Cluster is not { } cluster)
        {
            foreach (var error in reading.Errors)
            {
                Console.Error.WriteLine(error);
            }

            return ExitCodes.Unusable;
        }

        var summary = new ClusterSummary(
            cluster.Name,
            cluster.World.Name,
            cluster.Database is { } database ? new DatabaseView(database.Place, database.User) : null,
            [.. cluster.Silos.Select(silo => new ClusterSiloView(
                silo.Label, silo.Region.Label, silo.Address, silo.SiloPort, silo.GatewayPort, silo.ControlPort,
                [.. cluster.RegionsOf(silo).Select(region => region.Label)]))]);
        if (json)
        {
            Output.Json(summary, ControlJson.Plain.ClusterSummary);
            return ExitCodes.Done;
        }

        Output.Table(
            ["silo", "region", "address", "silo port", "gateway port", "control port", "answers for"],
            summary.Silos.Select(silo => (string[])
                [silo.Label, silo.Region, silo.Address, $"{silo.SiloPort}", $"{silo.GatewayPort}", $"{silo.ControlPort}", string.Join(", ", silo.Serves)]));
        var where = summary.Database is { } at ? $"PostgreSQL at {at.Place}{(at.User is null ? "" : $" as {at.User}")}" : "this machine only, nothing lasts";
        Console.Out.WriteLine($"{file}: cluster '{cluster.Name}' of world '{cluster.World.Name}' is right: {cluster.Silos.Count} silos; {where}");
        return ExitCodes.Done;
    }
}
