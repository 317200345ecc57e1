using NetMesh.Bench;
using NetMesh.Bench.Hostile;

// One file per bench; each prints `name: netmesh X, peer Y, ratio Z`, or, where there is no peer, what it measured.
(string Name, Func<string[], int> Run)[] benches =
[
    ("announce", AnnounceBench.Run),
    ("announce-load", AnnounceLoad.Run),
    ("hostile", HostileBench.Run),
    ("collect", FullCollection.Run),
    ("event-queue", EventQueueBench.Run),
    ("network-messages", NetworkMessagesBench.Run),
    ("hash", HashBench.Run),
    .. HostBenches.All,
];

foreach (var (name, run) in benches)
{
    if (args is [var asked, ..] && asked == name)
    {
        return run(args[1..]);
    }
}

Console.Error.WriteLine($"usage: NetMesh.Bench {string.Join('|', benches.Select(bench => bench.Name))}");
return 2;
