using NetMesh.Labs.Expressions;
using NetMesh.Labs.Worlds.Yaml;

namespace NetMesh.Labs.Probes;

/// <summary>Something a probe gives.</summary>
/// <param name="Name">As lab files call it.</param>
/// <param name="Dimension">What it measures: a duration, an amount of data, a plain number.</param>
/// <param name="About">What it says.</param>
internal sealed record ProbeValue(string Name, Dimension Dimension, string About);

/// <summary>A probe that lab files can name.</summary>
/// <param name="Name">As they name it.</param>
/// <param name="About">What it watches.</param>
/// <param name="Make">
/// A new one for a run. The section holds the options that stand behind <c>with:</c>, filled in; mistakes in them are noted in it, and
/// <see cref="Section.Done"/> is called by the caller.
/// </param>
internal sealed record ProbeKind(string Name, string About, Func<Section, IProbe> Make)
{
    /// <summary>It computes what a model says, and watches nothing.</summary>
    public bool IsTheory { get; init; }

    /// <summary>One number per run.</summary>
    public IReadOnlyList<ProbeValue> Values { get; init; } = [];

    /// <summary>A number at every sampling time.</summary>
    public IReadOnlyList<ProbeValue> Series { get; init; } = [];

    /// <summary>A number for every two of something.</summary>
    public IReadOnlyList<ProbeValue> Matrices { get; init; } = [];

    /// <summary>Times when each of some had something.</summary>
    public IReadOnlyList<ProbeValue> Timetables { get; init; } = [];
}
