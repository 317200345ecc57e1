using System.CommandLine;
using NetMesh.Clusters;
using NetMesh.Gateways;
using NetMesh.Planets;

namespace NetMesh.Commands;

/// <summary><c>netmesh gateway --cluster FILE</c>: the gateways of a cluster's planet, alone: prints <c>ready</c> once they are open, and runs until Ctrl-C or SIGTERM.</summary>
internal static class GatewayCommand
{
    public static Command Create()
    {
        var cluster = new Option<string>("--cluster") { Description = "The cluster file.", HelpName = "FILE", Required = true };
        var region = new Option<string[]>("--region") { Description = "Answer for this region only. May be given again.", HelpName = "R" };
        var authority = new Option<string?>("--authority")
        {
            Description = "The folder with ca.pem and ca.key: with it, name servers are served over TLS and HTTPS too.",
            HelpName = "DIR",
        };
        var (serving, controlPort) = (new ServingOptions(), SharedOptions.ControlPort());
        var command = new Command("gateway", "Runs the gateways of a cluster's planet without a silo, connected to the cluster for as long as they run.") { cluster, region };
        serving.AddTo(command);
        command.Add(authority);
        command.Add(controlPort);
        command.SetAction((parsed, _) =>
        {
            GrainHost.EnsureClusters();
            var read = ClusterCommand.Read(parsed.GetRequiredValue(cluster));
            var settings = new PlanetSettings(
                read.World, "", read.World.Seed, serving.Ports(parsed), (ushort)parsed.GetValue(controlPort), serving.Shapes(parsed), serving.Listen(parsed),
                new ClusterSeat(read, null, SeatOptions.Tell), MetricsPort: serving.MetricsPort(parsed), HasProxies: serving.HasProxies(parsed))
            {
                NamesPerSecond = serving.NamesPerSecond(parsed),
            };
            var labels = parsed.GetValue(region) ?? [];
            if (labels.FirstOrDefault(label => read.World.Regions.All(known => known.Label != label)) is { } unknown)
            {
                throw new CommandFailure(
                    ExitCodes.Unusable, $"there is no region '{unknown}'; expected one of {string.Join(", ", read.World.Regions.Select(known => known.Label))}");
            }

            var regions = read.World.Regions.Where(known => labels.Length == 0 || labels.Contains(known.Label)).ToList();
            return RunAsync(settings, settings.Gateways with { Regions = regions, AuthorityFolder = parsed.GetValue(authority), HostByHost = labels.Length > 0 && settings.Gateways.Listen == 0 });
        });
        return command;
    }

    private static async Task<int> RunAsync(PlanetSettings settings, GatewayOptions options)
    {
        using var signals = new StopSignals();
        await using var gateways = await RunningGateways.StartAsync(settings, options, signals.Cancelled);
        Console.Out.WriteLine($"gateways of cluster '{settings.Seat!.Cluster.Name}' for {string.Join(", ", options.Regions!.Select(region => region.Label))}; Ctrl-C stops");
        Console.Out.WriteLine("ready");
        await signals.Asked;
        Console.Error.WriteLine("netmesh: stopping");
        return ExitCodes.Done;
    }
}
