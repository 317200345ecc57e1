using NetMesh.Labs.Experiments.Sections;
using NetMesh.Labs.Expressions;
using NetMesh.Labs.Probes;
using NetMesh.Labs.Reports;
using NetMesh.Labs.Workloads;
using NetMesh.Labs.Worlds;
using NetMesh.Labs.Worlds.Yaml;

namespace NetMesh.Labs.Experiments;

/// <summary>One combination of the lab's parameters, ready to run with any seed.</summary>
internal sealed record LabCase
{
    public required CaseGroup Group { get; init; }

    /// <summary>Every parameter, in the lab's order, and behind them the name of the group.</summary>
    public required IReadOnlyList<(string Name, Value Value)> Values { get; init; }

    /// <summary>What its names mean.</summary>
    public required CaseScope Scope { get; init; }

    public required World World { get; init; }

    /// <summary>What happens besides the swarms of the world; made anew for every run.</summary>
    public required IReadOnlyList<Func<IWorkload>> Workloads { get; init; }

    /// <summary>Who watches; made anew for every run. A probe that several measures name with the same options is one.</summary>
    public required IReadOnlyDictionary<ProbeKey, Func<IProbe>> Probes { get; init; }

    /// <summary>Run this long; null: until all is done.</summary>
    public required TimeSpan? Until { get; init; }

    /// <summary>Give up when all is not done by then.</summary>
    public required TimeSpan AtMost { get; init; }

    public required TimeSpan SampleEvery { get; init; }

    public Value this[string parameter] => Scope.Find(parameter) ?? throw new ArgumentException($"there is no parameter '{parameter}'", nameof(parameter));

    /// <summary>Its values of these parameters, e.g. <c>peers 30, choker four-slots</c>.</summary>
    public string Describe(IEnumerable<string> parameters) =>
        string.Join(", ", parameters.Select(name => name == ParameterSection.Cases ? Group.Name : $"{name} {Numerals.Of(this[name])}"));
}

/// <summary>A probe with its options, as one text.</summary>
internal readonly record struct ProbeKey(string Probe, string With)
{
    public static ProbeKey Of(Reading reading) => new(reading.Probe!, Text(reading.With));

    private static string Text(YamlNode? node) => node switch
    {
        null => "",
        YamlMapping mapping => "{" + string.Join(",", mapping.Entries.Select(entry => entry.Key.Text + ":" + Text(entry.Value))) + "}",
        YamlSequence list => "[" + string.Join(",", list.Items.Select(Text)) + "]",
        var scalar => ((YamlScalar)scalar).Text,
    };
}
