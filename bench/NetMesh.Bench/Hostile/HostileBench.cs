using System.Net;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.BitTorrent.Torrents;

namespace NetMesh.Bench.Hostile;

/// <summary><c>hostile --torrent FILE --tracker ADDRESS:PORT [--clients 1000] [--seconds 60]</c>: a crowd that misbehaves, and what became of its connections.</summary>
internal static class HostileBench
{
    public static int Run(string[] args)
    {
        if (BenchArguments.Text(args, "--torrent") is not { } file || !Endpoint.TryParse(BenchArguments.Text(args, "--tracker"), out var tracker))
        {
            Console.Error.WriteLine("hostile: --torrent FILE and --tracker ADDRESS:PORT are needed");
            return 2;
        }

        if (MetainfoReader.Read(File.ReadAllBytes(file)) is not { IsComplete: true, Value: { } torrent })
        {
            Console.Error.WriteLine($"hostile: {file} is no .torrent");
            return 2;
        }

        var crowd = new HostileCrowd(torrent, tracker.ToIPEndPoint(), new IPv4Address(127, 25, 100, 0));
        using var stopping = new CancellationTokenSource(TimeSpan.FromSeconds(BenchArguments.Number(args, "--seconds", 60)));
        Task.Run(() => crowd.RunAsync((int)BenchArguments.Number(args, "--clients", 1000), stopping.Token)).GetAwaiter().GetResult();
        foreach (var (kind, calls) in crowd.Calls.OrderBy(kind => kind.Key, StringComparer.Ordinal))
        {
            Console.WriteLine($"  {kind,-18} {calls,8} connections, {crowd.CutOff.GetValueOrDefault(kind),8} over");
        }

        return 0;
    }
}
