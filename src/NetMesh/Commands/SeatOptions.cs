using System.CommandLine;
using NetMesh.Clusters;

namespace NetMesh.Commands;

/// <summary>Which place in a cluster a process takes.</summary>
internal sealed class SeatOptions
{
    private readonly Option<string?> silo = new("--silo") { Description = "Which of the cluster's silos this is; otherwise the one named as this machine.", HelpName = "LABEL" };

    private readonly Option<bool> noGateways = new("--no-gateways") { Description = "Real clients find none of the silo's hosts here; netmesh gateway serves them." };

    /// <summary>The cluster file.</summary>
    public Option<string?> Cluster { get; } = new("--cluster") { Description = "Run one silo of the cluster that this file describes.", HelpName = "FILE" };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[Cluster, silo, noGateways])
        {
            command.Add(option);
        }
    }

    public bool HasGateways(ParseResult parsed) => !parsed.GetValue(noGateways);

    /// <summary>The silo that the user means; null: no cluster.</summary>
    /// <exception cref="CommandFailure">The file is wrong, it has no such silo, or this build runs none.</exception>
    public ClusterSeat? SiloOf(ParseResult parsed)
    {
        if (parsed.GetValue(Cluster) is not { } file)
        {
            return parsed.GetValue(silo) is null && !parsed.GetValue(noGateways)
                ? null
                : throw new CommandFailure(ExitCodes.Unusable, "--silo and --no-gateways go with --cluster FILE");
        }

        GrainHost.EnsureClusters();
        var cluster = ClusterCommand.Read(file);
        var label = parsed.GetValue(silo) ?? (cluster.Silos.Count == 1 ? cluster.Silos[0].Label : NameOfThisMachine(cluster));
        return cluster.Named(label) is { } own
            ? new ClusterSeat(cluster, own, Tell)
            : throw new CommandFailure(
                ExitCodes.Unusable, $"{file} has no silo '{label}'; --silo is one of {string.Join(", ", cluster.Silos.Select(known => known.Label))}");
    }

    /// <summary>Where lines about the cluster go.</summary>
    public static void Tell(string line) => Console.Error.WriteLine($"netmesh: {line}");

    // In containers and virtual machines a silo's address is often its machine's name.
    private static string NameOfThisMachine(Cluster cluster) =>
        cluster.Silos.FirstOrDefault(known => known.Address == Environment.MachineName)?.Label ?? Environment.MachineName;
}
