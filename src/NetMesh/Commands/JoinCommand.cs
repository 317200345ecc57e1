using System.CommandLine;
using NetMesh.Control;

namespace NetMesh.Commands;

/// <summary><c>netmesh join FILE.torrent</c>: hosts of the running planet download, and then seed, what a real client shares.</summary>
internal static class JoinCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "A .torrent file that names a tracker of the planet." };
        var peers = new Option<int>("--peers") { Description = "Hosts that join.", HelpName = "N", DefaultValueFactory = _ => 8 };
        SharedOptions.MustBeIn(peers, 1, 10_000);
        var region = new Option<string?>("--region") { Description = "Hosts of this region only; otherwise of all of them in turn.", HelpName = "R" };
        var (json, port) = (SharedOptions.Json(), SharedOptions.ControlPort());
        var command = new Command("join", "Makes peers of the running planet join somebody's torrent: they download it and seed it.")
        {
            file, peers, region, json, port,
        };
        command.SetAction(async (parsed, cancelled) =>
        {
            var path = parsed.GetRequiredValue(file);
            if (!File.Exists(path))
            {
                throw new CommandFailure(ExitCodes.Unusable, $"{path}: there is no such file");
            }

            using var planet = new ControlClient(parsed.GetValue(port));
            var joined = await planet.PostAsync(
                "/api/swarms/joined",
                new JoinRequest(Path.GetFullPath(path), parsed.GetValue(peers), parsed.GetValue(region)),
                ControlJson.Plain.JoinRequest,
                ControlJson.Plain.JoinedTorrent,
                cancelled);
            if (parsed.GetValue(json))
            {
                Output.Json(joined, ControlJson.Plain.JoinedTorrent);
                return ExitCodes.Done;
            }

            var regions = string.Join(", ", joined.Peers.Select(peer => peer.Region).Distinct());
            Console.Out.WriteLine(
                $"{joined.Name}: {Output.Size(joined.Length)} in {joined.Pieces} pieces, joined by {joined.Peers.Count} peers in {regions} at {joined.Tracker}");
            return ExitCodes.Done;
        });
        return command;
    }
}
