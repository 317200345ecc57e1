using System.CommandLine;
using NetMesh.Control;

namespace NetMesh.Commands;

/// <summary><c>netmesh host NAME</c>: one host of the running planet and what its peer is doing.</summary>
internal static class HostCommand
{
    public static Command Create()
    {
        var name = new Argument<string>("NAME") { Description = "A host's name or address." };
        var (json, port) = (SharedOptions.Json(), SharedOptions.ControlPort());
        var command = new Command("host", "Shows one host of the running planet.") { name, json, port };
        command.SetAction(async (parsed, cancelled) =>
        {
            using var planet = new ControlClient(parsed.GetValue(port));
            var host = await planet.GetAsync(
                $"/api/hosts/{Uri.EscapeDataString(parsed.GetRequiredValue(name))}", ControlJson.Plain.HostDetail, cancelled);
            if (parsed.GetValue(json))
            {
                Output.Json(host, ControlJson.Plain.HostDetail);
                return ExitCodes.Done;
            }

            var facts = new List<string[]>
            {
                (string[])["name", host.Host.Name],
                (string[])["address", host.Host.Address],
                (string[])["region", host.Host.Region],
                (string[])["power", host.Host.IsDown ? $"off; netmesh start {host.Host.Name} brings it back" : "on"],
                (string[])["up", Output.Rate(host.Host.UpBitsPerSecond)],
                (string[])["down", Output.Rate(host.Host.DownBitsPerSecond)],
                (string[])["latency", $"{host.Host.LatencyMs:0.##} ms"],
                (string[])["runs", string.Join(", ", host.Host.Services.Select(service => $"{service.Name}:{service.Port}"))],
            };
            if (host.Peer is { } peer)
            {
                facts.Add((string[])["peer", $"{peer.State}, {peer.PiecesHad} of {peer.PieceCount} pieces, {peer.Connections} connections, {peer.Unchoked} unchoked"]);
                facts.Add((string[])["traffic", $"{Output.Size(peer.Downloaded)} down, {Output.Size(peer.Uploaded)} up"]);
                facts.Add((string[])["refused", $"{peer.PiecesFailed} pieces failed their hash, {peer.Banned} peers banned"]);
            }

            Output.Table(["", "value"], facts);
            return ExitCodes.Done;
        });
        return command;
    }
}
