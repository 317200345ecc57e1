using NetMesh.Labs.Moments;
using NetMesh.Planets;

namespace NetMesh.Dashboard;

/// <summary><c>/api/swarms/{name}/live</c>: one swarm, as recordings keep it.</summary>
internal sealed class SwarmTopic : ILiveTopic
{
    private readonly LiveSources sources;
    private readonly PlanetSwarm swarm;
    private MomentSeries? series;

    public SwarmTopic(LiveSources sources, PlanetSwarm swarm)
    {
        (this.sources, this.swarm) = (sources, swarm);
        var torrent = swarm.Torrent;
        Start = EventStream.Event(
            "start",
            new SwarmStart(
                swarm.Name, torrent.Name, torrent.InfoHash.ToString(), torrent.Shape.PieceCount, torrent.Shape.Length,
                [.. sources.Map.Regions.Select(region => region.Label)]),
            MomentJson.Plain.SwarmStart);
    }

    public ReadOnlyMemory<byte> Start { get; }

    public ReadOnlyMemory<byte> Take(TimeSpan at)
    {
        // The first moment shows what is: nothing is known of how it came to be.
        var count = sources.CountOf(swarm);
        series ??= new MomentSeries(count, at);
        return EventStream.Event("moment", series.Take(count, at), MomentJson.Plain.SwarmMoment);
    }
}
