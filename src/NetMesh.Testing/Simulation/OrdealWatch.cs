using NetMesh.Labs.Simulation;
using NetMesh.Protocols.Addressing;

namespace NetMesh.Testing.Simulation;

/// <summary>What all invariants of a simulation share: who plays by the rules, what everybody can have, and the first bad event.</summary>
internal sealed class OrdealWatch
{
    private readonly Func<TimeSpan> now;
    private readonly Dictionary<IPv4Address, string> names;

    /// <param name="ordeal">What is simulated.</param>
    /// <param name="now">Virtual time since the start.</param>
    public OrdealWatch(Ordeal ordeal, Func<TimeSpan> now)
    {
        this.now = now;
        Ordeal = ordeal;
        Ledger = new BlockLedger(ordeal.Swarm.Torrent);
        Turns = new OptimisticTurns(now);
        names = ordeal.World.Hosts.ToDictionary(host => host.Address, host => host.Name);
        foreach (var member in ordeal.Swarm.Members)
        {
            FreeRiders.UnionWith(member.Policies.FreeRider ? [member.Address] : []);
            if (member.IsSeed)
            {
                Seeds.Add(member.Address);
                Ledger.AddSeed(member.Address);
            }
        }
    }

    public Ordeal Ordeal { get; }

    public BlockLedger Ledger { get; }

    /// <summary>Who has the optimistic unchoke of whom.</summary>
    public OptimisticTurns Turns { get; }

    /// <summary>Members that had everything from the start.</summary>
    public List<IPv4Address> Seeds { get; } = [];

    public HashSet<IPv4Address> FreeRiders { get; } = [];

    /// <summary>The last stream that was dialled from one endpoint to another.</summary>
    public Dictionary<(Endpoint From, Endpoint To), WatchedStream> Streams { get; } = [];

    public TimeSpan Now => now();

    /// <summary>The first bad event; null so far.</summary>
    public BadEvent? Bad { get; private set; }

    /// <summary>Whether the host plays by the rules.</summary>
    public bool IsMember(IPv4Address host) => Ordeal.Swarm.Members.Any(member => member.Address == host);

    public string NameOf(IPv4Address host) => names.GetValueOrDefault(host) ?? host.ToString();

    public void Report(string where, string invariant, string detail) => Bad ??= new BadEvent(Now, where, invariant, detail);

    public void Report(IPv4Address where, string invariant, string detail) => Report(NameOf(where), invariant, detail);
}
