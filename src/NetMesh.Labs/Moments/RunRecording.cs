using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using NetMesh.Grains.Peers.Watching;
using NetMesh.Labs.Runs;
using NetMesh.Labs.Telemetry;

namespace NetMesh.Labs.Moments;

/// <summary>
/// Keeps the moments of a run's swarms as lines of JSON: for each swarm <c>{"start": …}</c>, then <c>{"moment": …}</c> for every sample. Nothing of the run
/// depends on it.
/// </summary>
internal sealed class RunRecording
{
    private static readonly byte[] StartKey = """{"start":"""u8.ToArray();
    private static readonly byte[] MomentKey = """{"moment":"""u8.ToArray();
    private static readonly byte[] End = "}\n"u8.ToArray();

    private readonly Dictionary<SwarmTally, Track> tracks = [];
    private readonly SwarmTallies tallies;
    private readonly SwarmWatch watch;
    private readonly string one;
    private readonly IReadOnlyList<string> regions;
    private TimeSpan last;

    /// <param name="scene">Where the run takes place; nothing has begun.</param>
    /// <param name="one">The case and the seed, in words.</param>
    public RunRecording(Scene scene, string one)
    {
        this.one = one;
        regions = [.. scene.Mesh.Map.Regions.Select(region => region.Label)];
        tallies = new SwarmTallies(scene.Mesh.Map);
        watch = scene.Mesh.Services.GetRequiredService<SwarmWatch>();
        watch.Add(tallies);
    }

    /// <summary>The recording's file, as far as this run goes; empty where there was no swarm.</summary>
    public byte[] Lines
    {
        get
        {
            var lines = new MemoryStream();
            foreach (var track in tracks.Values)
            {
                track.Lines.WriteTo(lines);
            }

            return lines.ToArray();
        }
    }

    /// <param name="at">Since the run began.</param>
    public void Sample(TimeSpan at)
    {
        foreach (var (tally, count) in watch.Read(() => tallies.All.Select(tally => (tally, tally.Count())).ToList()))
        {
            if (!tracks.TryGetValue(tally, out var track))
            {
                // Whoever came before this sample came after the one before.
                tracks.Add(tally, track = new Track(new MomentSeries(SwarmCount.None(count.Copies.Length), last)));
                Write(track, StartKey, JsonSerializer.SerializeToUtf8Bytes(tally.ToStart(regions, one), MomentJson.Plain.SwarmStart));
            }

            Write(track, MomentKey, JsonSerializer.SerializeToUtf8Bytes(track.Series.Take(count, at), MomentJson.Plain.SwarmMoment));
        }

        last = at;
    }

    private static void Write(Track track, byte[] key, byte[] value)
    {
        track.Lines.Write(key);
        track.Lines.Write(value);
        track.Lines.Write(End);
    }

    private sealed record Track(MomentSeries Series)
    {
        public MemoryStream Lines { get; } = new();
    }
}
