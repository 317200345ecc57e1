using NetMesh.Labs.Moments;
using NetMesh.Planets;

namespace NetMesh.Dashboard;

/// <summary><c>/api/swarms/{name}/live</c>: one swarm, as recordings keep it.</summary>
internal sealed class SwarmTopic : ILiveTopic
{
    private readonly LiveSources sources;
    private readonly PlanetSwarm swarm;
    private readonly MomentSeries series;

    public SwarmTopic(LiveSources sources, PlanetSwarm swarm)
    {
        (this.sources, this.swarm) = (sources, swarm);
        var torrent = swarm.Torrent;
        series = new MomentSeries(sources.CountOf(swarm), sources.Age);
        Start = EventStream.Event(
            "start",
            new SwarmStart(
                swarm.Name, torrent.Name, torrent.InfoHash.ToString(), torrent.Shape.PieceCount, torrent.Shape.Length,
                [.. sources.Map.Regions.Select(region => region.Label)]),
            MomentJson.Plain.SwarmStart);
    }

    public ReadOnlyMemory<byte> Start { get; }

    public ReadOnlyMemory<byte> Take(TimeSpan at) =>
        EventStream.Event("moment", series.Take(sources.CountOf(swarm), at), MomentJson.Plain.SwarmMoment);
}
