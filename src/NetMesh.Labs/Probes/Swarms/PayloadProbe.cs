using NetMesh.Grains.Peers.Watching;
using NetMesh.Labs.Expressions;
using NetMesh.Labs.Runs;
using NetMesh.Labs.Worlds.Yaml;
using NetMesh.Protocols.Addressing;

namespace NetMesh.Labs.Probes.Swarms;

/// <summary>Who gave how much to whom.</summary>
internal sealed class PayloadProbe(Section with) : SwarmProbe(with)
{
    private readonly PeerChoice givers = PeerChoice.Read(with, "by", "by-hosts", PeerKind.All);
    private readonly PeerChoice receivers = PeerChoice.Read(with, "who", "hosts", PeerKind.Leechers);
    private readonly PayloadMatrix payload = new();
    private Scene scene = null!;

    public static ProbeKind Kind { get; } = new(
        "payload",
        $"payload that peers received from others, over the whole run; with: {{ who: kind of receivers, hosts: one group of them, by: kind of givers, by-hosts: one group of them, {Options} }}",
        with => new PayloadProbe(with))
    {
        Values =
        [
            new("total", Dimension.Data, "all of it"),
            new("cross-region", Dimension.Data, "what went from one region to another"),
            new("cross-share", Dimension.None, "the share that did"),
            new("clustering", Dimension.None, "the share that stayed within a group of hosts, over that share if givers did not mind the receiver's group; of contributors among themselves"),
        ],
        Matrices =
        [
            new("groups", Dimension.Data, "by group of hosts of the giver and of the receiver"),
            new("regions", Dimension.Data, "by region of the giver and of the receiver"),
        ],
    };

    protected override IEnumerable<ISwarmWatcher> Watch(Scene scene)
    {
        this.scene = scene;
        return [payload];
    }

    protected override void End(Findings findings)
    {
        var (from, to) = (givers.Of(scene, Swarm), receivers.Of(scene, Swarm));
        var pairs = payload.Pairs.Where(pair => from.Contains(pair.Giver) && to.Contains(pair.Receiver)).ToList();
        var total = pairs.Sum(pair => pair.Bytes);
        var abroad = pairs.Where(pair => RegionOf(pair.Giver) != RegionOf(pair.Receiver)).Sum(pair => pair.Bytes);
        findings.Add("total", Amount.Bytes(total));
        findings.Add("cross-region", Amount.Bytes(abroad));
        findings.Add("cross-share", Amount.Plain((double)abroad / total));
        var contributors = new PeerChoice(PeerKind.Contributors, null).Of(scene, Swarm);
        findings.Add("clustering", Amount.Plain(payload.Clustering(peer => contributors.Contains(peer) ? HostGroups.Of(scene, peer) : null)));
        findings.Add(Matrix("groups", pairs, peer => HostGroups.Of(scene, peer)));
        findings.Add(Matrix("regions", pairs, RegionOf));
    }

    private string RegionOf(IPv4Address peer) => scene.Mesh.Map.RegionOf(peer)?.Label ?? "";

    private static Matrix Matrix(string name, List<(IPv4Address Giver, IPv4Address Receiver, long Bytes)> pairs, Func<IPv4Address, string> kindOf)
    {
        var rows = pairs.Select(pair => kindOf(pair.Giver)).Distinct().Order(StringComparer.Ordinal).ToList();
        var columns = pairs.Select(pair => kindOf(pair.Receiver)).Distinct().Order(StringComparer.Ordinal).ToList();
        var cells = new double[rows.Count, columns.Count];
        foreach (var (giver, receiver, bytes) in pairs)
        {
            cells[rows.IndexOf(kindOf(giver)), columns.IndexOf(kindOf(receiver))] += 8.0 * bytes;
        }

        return new Matrix(name, rows, columns, cells);
    }
}
