using NetMesh.Grains.Peers.Watching;
using NetMesh.Labs.Expressions;
using NetMesh.Labs.Runs;
using NetMesh.Labs.Worlds.Units;
using NetMesh.Labs.Worlds.Yaml;
using NetMesh.Protocols.Addressing;

namespace NetMesh.Labs.Probes.Swarms;

/// <summary>For how long some peers kept others unchoked.</summary>
internal sealed class UnchokedProbe : SwarmProbe
{
    private static readonly ValueForm<UnchokeReason?> Reasons = Words.Choice(
        ("any", (UnchokeReason?)null), ("regular", UnchokeReason.Regular), ("optimistic", UnchokeReason.Optimistic));

    private readonly PeerChoice byWhom;
    private readonly PeerChoice whom;
    private readonly UnchokeReason? reason;
    private readonly Downloads downloads = new();
    private UnchokedTimes times = null!;
    private IReadOnlySet<IPv4Address> givers = null!;
    private IReadOnlySet<IPv4Address> receivers = null!;
    private Func<IPv4Address, string> groupOf = null!;
    private Func<IPv4Address, string> nameOf = null!;

    private UnchokedProbe(Section with)
        : base(with)
    {
        byWhom = PeerChoice.Read(with, "by", "by-hosts", PeerKind.All);
        whom = PeerChoice.Read(with, "who", "hosts", PeerKind.Leechers);
        reason = with.Value("reason", Reasons, null);
    }

    public static ProbeKind Kind { get; } = new(
        "unchoked",
        $"for how long each peer was kept unchoked by others; with: {{ who: kind of peers, hosts: one group of them, by: kind of the others, by-hosts: one group of them, reason: regular or optimistic, {Options} }}",
        with => new UnchokedProbe(with))
    {
        Values =
        [
            new("mean", Dimension.Time, "unchoked time of a peer, in the mean; those that never were count with none"),
            new("least", Dimension.Time, "of the peer that got least"),
            new("most", Dimension.Time, "of the peer that got most"),
            new("off", Dimension.Time, "how far the peer furthest from the mean is from it"),
            new("slots", Dimension.None, "by how many a peer is unchoked at a time, in the mean while it is there"),
        ],
        Matrices = [new("groups", Dimension.Time, "unchoked time of a peer, in the mean, by group of hosts of who unchokes and of who is unchoked")],
        Timetables = [new("turns", Dimension.Time, "when each peer was unchoked, those first that were so first")],
    };

    protected override IEnumerable<ISwarmWatcher> Watch(Scene scene)
    {
        givers = byWhom.Of(scene, Swarm);
        receivers = whom.Of(scene, Swarm);
        groupOf = peer => HostGroups.Of(scene, peer);
        nameOf = peer => scene.Mesh.Map.HostAt(peer)?.Name ?? peer.ToString();
        times = new UnchokedTimes(Began + From, Until < TimeSpan.MaxValue ? Began + Until : TimeSpan.MaxValue);
        return [times, downloads];
    }

    protected override void End(Findings findings)
    {
        var now = Clock;
        var seconds = receivers.ToDictionary(peer => peer, _ => 0.0);
        foreach (var (by, neighbour, regular, optimistic) in times.At(now).Where(turn => givers.Contains(turn.By) && receivers.Contains(turn.Neighbour)))
        {
            seconds[neighbour] += SecondsOf(regular, optimistic);
        }

        if (seconds.Count == 0)
        {
            return;
        }

        var (mean, least, most) = (seconds.Values.Average(), seconds.Values.Min(), seconds.Values.Max());
        findings.Add("mean", Amount.Seconds(mean));
        findings.Add("least", Amount.Seconds(least));
        findings.Add("most", Amount.Seconds(most));
        findings.Add("off", Amount.Seconds(Math.Max(most - mean, mean - least)));
        findings.Add("slots", Amount.Plain(seconds.Values.Sum() / downloads.All.Where(one => receivers.Contains(one.Peer.Listen.Address)).Sum(one => Present(one, now))));
        findings.Add(Groups(now));
        findings.Add(Turns(now));
    }

    private Timetable Turns(TimeSpan now)
    {
        var begin = Began + From;
        var turns = times.TurnsAt(now).Where(turn => givers.Contains(turn.By) && (reason is null || turn.Reason == reason)).OrderBy(turn => turn.Begin).ToLookup(turn => turn.Neighbour);
        var rows = receivers.OrderBy(peer => turns[peer].Select(turn => turn.Begin).DefaultIfEmpty(TimeSpan.MaxValue).First()).ThenBy(peer => peer);
        return new Timetable(
            "turns", (Until < now - Began ? Until : now - Began) - From,
            [.. rows.Select(peer => (nameOf(peer), (IReadOnlyList<(TimeSpan, TimeSpan)>)[.. turns[peer].Select(turn => (turn.Begin - begin, turn.End - begin))]))]);
    }

    private double SecondsOf(TimeSpan regular, TimeSpan optimistic) => reason switch
    {
        UnchokeReason.Regular => regular.TotalSeconds,
        UnchokeReason.Optimistic => optimistic.TotalSeconds,
        _ => (regular + optimistic).TotalSeconds,
    };

    private double Present(DownloadRecord one, TimeSpan now)
    {
        var (begin, end) = (one.Came - Began, (one.Left ?? now) - Began);
        return Math.Max(0, ((end < Until ? end : Until) - (begin > From ? begin : From)).TotalSeconds);
    }

    private Matrix Groups(TimeSpan now)
    {
        var rows = givers.Select(groupOf).Distinct().Order(StringComparer.Ordinal).ToList();
        var columns = receivers.Select(groupOf).Distinct().Order(StringComparer.Ordinal).ToList();
        var cells = new double[rows.Count, columns.Count];
        foreach (var (by, neighbour, regular, optimistic) in times.At(now).Where(turn => givers.Contains(turn.By) && receivers.Contains(turn.Neighbour)))
        {
            cells[rows.IndexOf(groupOf(by)), columns.IndexOf(groupOf(neighbour))] += SecondsOf(regular, optimistic);
        }

        for (var column = 0; column < columns.Count; column++)
        {
            var peers = receivers.Count(peer => groupOf(peer) == columns[column]);
            for (var row = 0; row < rows.Count; row++)
            {
                cells[row, column] /= peers;
            }
        }

        return new Matrix("groups", rows, columns, cells);
    }
}
