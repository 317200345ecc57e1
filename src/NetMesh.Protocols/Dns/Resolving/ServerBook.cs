using NetMesh.Protocols.Addressing;

namespace NetMesh.Protocols.Dns.Resolving;

/// <summary>How fast servers have answered, so that the nearest are asked, and nobody is waited for longer than need be (RFC 1035 §7.2).</summary>
/// <param name="random">Draws among servers of whom nothing is known.</param>
public sealed class ServerBook(Random random)
{
    private const int Most = 10_000;
    private static readonly TimeSpan FirstPatience = TimeSpan.FromMilliseconds(800);
    private static readonly TimeSpan LeastPatience = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan MostPatience = TimeSpan.FromSeconds(3);

    private readonly Dictionary<IPv4Address, TimeSpan> times = [];

    /// <summary>Whom to ask: the fastest, and of whom nothing is known before them, so that everybody is tried.</summary>
    public IPv4Address Pick(IReadOnlyList<IPv4Address> servers) =>
        servers.MinBy(server => times.TryGetValue(server, out var time) ? time.TotalMilliseconds + 10 : 10 * random.NextDouble());

    /// <summary>How long to wait for an answer.</summary>
    public TimeSpan PatienceWith(IPv4Address server)
    {
        var patience = times.TryGetValue(server, out var time) ? 3 * time : FirstPatience;
        return patience < LeastPatience ? LeastPatience : patience > MostPatience ? MostPatience : patience;
    }

    /// <summary>A server has answered, after this time.</summary>
    public void Answered(IPv4Address server, TimeSpan after) => Note(server, times.TryGetValue(server, out var time) ? (0.7 * time) + (0.3 * after) : after);

    /// <summary>A server was waited for in vain.</summary>
    public void WasSilent(IPv4Address server) => Note(server, 2 * PatienceWith(server));

    private void Note(IPv4Address server, TimeSpan time)
    {
        if (times.Count >= Most && !times.ContainsKey(server))
        {
            times.Clear();
        }

        times[server] = time;
    }
}
