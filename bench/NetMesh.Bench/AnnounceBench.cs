using System.Diagnostics;
using NetMesh.Clock;
using NetMesh.Grains.Trackers;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.BitTorrent.Content;
using NetMesh.Protocols.BitTorrent.Trackers;

namespace NetMesh.Bench;

/// <summary><c>announce [--torrents 10000] [--peers 100]</c>: announces a second of the tracker's register alone, no network, no grain.</summary>
internal static class AnnounceBench
{
    public static int Run(string[] args)
    {
        var torrents = (int)BenchArguments.Number(args, "--torrents", 10_000);
        var peers = (int)BenchArguments.Number(args, "--peers", 100);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var register = new TorrentRegister(new TrackerLimits(), new RandomStream(1));
        var hashes = Enumerable.Range(0, torrents).Select(i => Sha1Hash.Of(BitConverter.GetBytes(i))).ToArray();
        var now = DateTimeOffset.UnixEpoch;
        for (var i = 0; i < torrents * peers; i++)
        {
            register.Announce(Request(hashes[i % torrents], i / torrents), now);
        }

        var memory = GC.GetTotalMemory(forceFullCollection: true) - before;
        var random = new RandomStream(2);
        for (var run = 0; run < 3; run++)
        {
            const int announces = 500_000;
            var watch = Stopwatch.StartNew();
            for (var i = 0; i < announces; i++)
            {
                register.Announce(Request(hashes[random.Next(torrents)], random.Next(peers)), now);
            }

            Console.WriteLine($"announce: {announces / watch.Elapsed.TotalSeconds / 1e6:F2} M/s with up to 50 peers an answer, {memory / ((double)torrents * peers):F0} B a registration");
        }

        return 0;
    }

    private static AnnounceRequest Request(Sha1Hash torrent, int peer) =>
        new(torrent, default, new Endpoint(new IPv4Address(0x7F100000 + (uint)peer), 16881), 0, 0, peer % 5, AnnounceEvent.None);
}
