using Microsoft.Extensions.DependencyInjection;
using NetMesh.Grains.Peers.Watching;
using NetMesh.Labs.Runs;
using NetMesh.Labs.Worlds.Units;
using NetMesh.Labs.Worlds.Yaml;

namespace NetMesh.Labs.Probes.Swarms;

/// <summary>
/// What probes that watch a swarm have in common: the options <c>swarm</c> (one of the world's; all of them), <c>from</c> and <c>until</c> (which part of the
/// run counts, in the run's time).
/// </summary>
internal abstract class SwarmProbe : IProbe
{
    private static readonly ValueForm<TimeSpan> Moment = new("a duration such as 30 min", Durations.TryParse);

    private TimeProvider time = TimeProvider.System;

    protected SwarmProbe(Section with)
    {
        Swarm = with.Value("swarm", Words.Text, "") is { Length: > 0 } swarm ? swarm : null;
        From = with.Value("from", Moment, TimeSpan.Zero);
        Until = with.OptionalValue("until", Moment) ?? TimeSpan.MaxValue;
    }

    /// <summary>The options that all of them take, for their descriptions.</summary>
    protected static string Options => "swarm: one of them, from: a moment of the run, until: another one";

    /// <summary>Null: all of the world's.</summary>
    protected string? Swarm { get; }

    protected TimeSpan From { get; }

    protected TimeSpan Until { get; }

    /// <summary>Of the clock by which watchers are told.</summary>
    protected TimeSpan Began { get; private set; }

    /// <summary>The same clock's time now.</summary>
    protected TimeSpan Clock => time.GetElapsedTime(0, time.GetTimestamp());

    public ValueTask BeginAsync(Scene scene)
    {
        time = scene.Mesh.Services.GetRequiredService<TimeProvider>();
        Began = Clock;
        var watch = scene.Mesh.Services.GetRequiredService<SwarmWatch>();
        foreach (var watcher in Watch(scene))
        {
            watch.Add(watcher, Swarm);
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask SampleAsync(TimeSpan now)
    {
        Sample(now);
        return ValueTask.CompletedTask;
    }

    public ValueTask EndAsync(Findings findings)
    {
        End(findings);
        return ValueTask.CompletedTask;
    }

    /// <summary>Who is to be told what peers do. Nothing has begun.</summary>
    protected abstract IEnumerable<ISwarmWatcher> Watch(Scene scene);

    protected virtual void Sample(TimeSpan now)
    {
    }

    protected abstract void End(Findings findings);

    /// <summary>Whether a moment of the run counts.</summary>
    protected bool IsWithin(TimeSpan now) => now >= From && now <= Until;
}
