using NetMesh.Control;
using NetMesh.Grains.Hosts;
using NetMesh.Planet;
using NetMesh.Planet.Faults;
using NetMesh.Planet.Hosts;
using NetMesh.Protocols.Addressing;

namespace NetMesh.Planets;

/// <summary>What is broken of a running planet, and how it is broken and healed while traffic runs. Safe from any thread.</summary>
internal sealed class PlanetFaults(PlanetSettings settings, PlanetMap map, FaultBoard board, HostDoor door)
{
    private const string StreamsLoseNothing = "only datagrams are lost: streams of this world do not feel it, because its transport is ideal; with 'transport: tcp' they would";

    /// <summary>Everything that is broken now.</summary>
    public FaultListing Listing
    {
        get
        {
            var now = board.Current;
            return new FaultListing(
                [.. now.HostsDown.Select(NameOf)],
                [.. now.Cuts.Select(pair => new RegionPair(pair.A, pair.B))],
                [.. now.Isolated],
                [.. now.Degraded.Select(path => new DegradedPath(path.Key.A, path.Key.B, path.Value.LatencyFactor, path.Value.ExtraLoss))],
                [.. now.Links.Select(link => new DegradedLink(NameOf(link.Key), link.Value))],
                now.Degraded.Values.Any(path => path.ExtraLoss > 0) && settings.World.Network.Transport == TransportModel.Ideal ? StreamsLoseNothing : null);
        }
    }

    /// <summary>Why nothing of this planet can be broken; null: it can.</summary>
    public string? Refusal => settings.Shapes ? null : "this planet runs with --no-shaping: what crosses it passes no path that could be broken; start it without";

    /// <summary>Why this host cannot be broken here; null: it can.</summary>
    public string? RefusalOf(Host host) => settings.Elsewhere(host.Region.Label) is { } silo ? $"{host.Name} lives on another silo, and so must its faults: ask {silo}" : null;

    public bool IsDown(IPv4Address host) => board.Current.HostsDown.Contains(host);

    /// <summary>
    /// Breaks or heals something; it holds from the call on. The programs of hosts that have power again by it begin anew, with what they keep: done once they
    /// have.
    /// </summary>
    public async Task ChangeAsync(Action<FaultBoard> change)
    {
        var before = board.Current.HostsDown;
        change(board);
        await Task.WhenAll(
            from host in before.Except(board.Current.HostsDown)
            let program = map.ProgramOf(host)
            where program is not null
            select door.RestartAsync(host, program));
    }

    // A command that was a host may have left meanwhile.
    private string NameOf(IPv4Address host) => map.HostAt(host)?.Name ?? host.ToString();
}
