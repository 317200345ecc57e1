using System.CommandLine;
using NetMesh.Control;

namespace NetMesh.Commands;

/// <summary><c>netmesh hosts</c>: the hosts of the running planet.</summary>
internal static class HostsCommand
{
    public static Command Create()
    {
        var region = new Option<string?>("--region") { Description = "Only hosts of this region.", HelpName = "R" };
        var (json, port) = (SharedOptions.Json(), SharedOptions.ControlPort());
        var down = new Option<bool>("--down") { Description = "Only hosts without power." };
        var command = new Command("hosts", "Lists the hosts of the running planet.") { region, down, json, port };
        command.SetAction(async (parsed, cancelled) =>
        {
            using var planet = new ControlClient(parsed.GetValue(port));
            var hosts = await planet.GetAsync("/api/hosts", ControlJson.Plain.HostListing, cancelled);
            var label = parsed.GetValue(region);
            if (label is not null && !hosts.Regions.Contains(label))
            {
                throw new CommandFailure(ExitCodes.Unusable, UnknownName.OfRegion(label, hosts.Regions));
            }

            hosts = hosts with { Hosts = [.. hosts.Hosts.Where(host => (label is null || host.Region == label) && (host.IsDown || !parsed.GetValue(down)))] };
            if (parsed.GetValue(json))
            {
                Output.Json(hosts, ControlJson.Plain.HostListing);
                return ExitCodes.Done;
            }

            Output.Table(
                ["host", "power", "address", "region", "up", "down", "latency", "runs"],
                hosts.Hosts.Select(host => (string[])
                [
                    host.Name, host.IsDown ? "off" : "on", host.Address, host.Region, Output.Rate(host.UpBitsPerSecond), Output.Rate(host.DownBitsPerSecond), $"{host.LatencyMs:0.##} ms",
                    string.Join(", ", host.Services.Select(service => $"{service.Name}:{service.Port}")),
                ]));
            return ExitCodes.Done;
        });
        return command;
    }
}
