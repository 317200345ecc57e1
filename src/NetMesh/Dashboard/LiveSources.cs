using NetMesh.Gateways;
using NetMesh.Labs.Moments;
using NetMesh.Labs.Telemetry;
using NetMesh.Planet;
using NetMesh.Planet.Hosts;
using NetMesh.Planets;

namespace NetMesh.Dashboard;

/// <summary>Where the live feed finds what is counted already, whether or not anybody looks.</summary>
/// <param name="Map">Who is where.</param>
/// <param name="Network">What went where.</param>
/// <param name="Faults">What is broken.</param>
/// <param name="Gateways">Real clients.</param>
/// <param name="Swarms">Which swarms there are.</param>
/// <param name="Peers">What their peers in this process do.</param>
/// <param name="Time">The clock by which peers tell what they do.</param>
internal sealed record LiveSources(
    PlanetMap Map, Network Network, PlanetFaults Faults, GatewayHost Gateways, PlanetSwarms Swarms, SwarmMetrics Peers, TimeProvider Time)
{
    private readonly long began = Time.GetTimestamp();

    /// <summary>Since the planet began.</summary>
    public TimeSpan Age => Time.GetElapsedTime(began);

    /// <summary>As peers are told.</summary>
    public TimeSpan Now => Time.GetElapsedTime(0);

    /// <summary>What has been counted of a swarm so far.</summary>
    public SwarmCount CountOf(PlanetSwarm swarm) =>
        Peers.Ask(swarm.Torrent.InfoHash, tally => tally.Count()) ?? SwarmCount.None(swarm.Torrent.Shape.PieceCount);
}
