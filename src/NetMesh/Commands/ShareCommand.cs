using System.CommandLine;
using NetMesh.Control;
using Spectre.Console;

namespace NetMesh.Commands;

/// <summary><c>netmesh share FILE…</c>: makes a torrent of each file or folder and seeds it from peers of the running planet.</summary>
internal static class ShareCommand
{
    public static Command Create()
    {
        var files = new Argument<string[]>("FILE") { Description = "Files or folders to share.", Arity = ArgumentArity.OneOrMore };
        var peers = new Option<int>("--peers") { Description = "Peers that seed it.", HelpName = "N", DefaultValueFactory = _ => 8 };
        SharedOptions.MustBeIn(peers, 1, 10_000);
        var region = new Option<string?>("--region") { Description = "Seed from this region only; otherwise from all of them in turn.", HelpName = "R" };
        var (json, port) = (SharedOptions.Json(), SharedOptions.ControlPort());
        var command = new Command("share", "Makes a torrent, seeds it from the running planet, prints the .torrent's path and the magnet link.")
        {
            files, peers, region, json, port,
        };
        command.SetAction(async (parsed, cancelled) =>
        {
            var paths = parsed.GetRequiredValue(files);
            foreach (var path in paths)
            {
                if (!Path.Exists(path))
                {
                    throw new CommandFailure(ExitCodes.Unusable, $"{path}: there is no such file or folder");
                }
            }

            using var planet = new ControlClient(parsed.GetValue(port));
            var shared = new List<SharedTorrent>();
            foreach (var path in paths)
            {
                var request = new ShareRequest(Path.GetFullPath(path), parsed.GetValue(peers), parsed.GetValue(region));
                shared.Add(await ShareAsync(planet, request, parsed.GetValue(json), cancelled));
            }

            Print(shared, parsed.GetValue(json));
            return ExitCodes.Done;
        });
        return command;
    }

    private static async Task<SharedTorrent> ShareAsync(ControlClient planet, ShareRequest request, bool quiet, CancellationToken cancelled)
    {
        var answer = quiet || Console.IsOutputRedirected
            ? await planet.ShareAsync(request, _ => { }, cancelled)
            : await AnsiConsole.Progress().AutoClear(true).HideCompleted(true).StartAsync(async progress =>
            {
                var bar = progress.AddTask($"hashing {Markup.Escape(Path.GetFileName(request.Path))}", maxValue: 1);
                return await planet.ShareAsync(request, step => bar.Value(step.Of == 0 ? 1 : (double)step.Hashed / step.Of), cancelled);
            });
        var torrent = Path.GetFullPath(answer.Name + ".torrent");
        try
        {
            await File.WriteAllBytesAsync(torrent, Convert.FromBase64String(answer.Torrent), cancelled);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure(ExitCodes.Failed, $"{torrent} cannot be written ({e.Message.TrimEnd('.')}); the planet seeds it all the same: {answer.Magnet}");
        }

        return new SharedTorrent(answer.Name, torrent, answer.Magnet, answer.InfoHash, answer.Length, answer.Pieces, answer.Seeds);
    }

    private static void Print(List<SharedTorrent> shared, bool json)
    {
        if (json)
        {
            Output.Json([.. shared], ControlJson.Plain.SharedTorrentArray);
            return;
        }

        foreach (var torrent in shared)
        {
            var regions = torrent.Seeds.Select(seed => seed.Region).Distinct().ToList();
            Console.Out.WriteLine(
                $"{torrent.Name}: {Output.Size(torrent.Length)} in {torrent.Pieces} pieces, seeded by {torrent.Seeds.Count} peers in {string.Join(", ", regions)}");
            Console.Out.WriteLine(torrent.TorrentFile);
            Console.Out.WriteLine(torrent.Magnet);
        }
    }
}
