using NetMesh.Labs.Expressions;
using NetMesh.Labs.Worlds.Yaml;

namespace NetMesh.Labs.Experiments;

/// <summary>An experiment as its file says it: a question, a world with parameters in it, what to measure, and what theory says. docs/labs.md explains every key.</summary>
internal sealed record Lab
{
    public required string Name { get; init; }

    /// <summary>The file as it was named by the caller.</summary>
    public required string File { get; init; }

    public required string Question { get; init; }

    /// <summary>What is run and why, for a reader who has only the report.</summary>
    public required string Method { get; init; }

    /// <summary>In the file's order; names are unique.</summary>
    public required IReadOnlyList<Parameter> Parameters { get; init; }

    /// <summary>At least one.</summary>
    public required IReadOnlyList<CaseGroup> Groups { get; init; }

    /// <summary>A world, not yet filled in.</summary>
    public required YamlNode World { get; init; }

    /// <summary>The file that <see cref="World"/> stands in, for errors.</summary>
    public required string WorldFile { get; init; }

    /// <summary>What happens besides the swarms of the world; null: nothing.</summary>
    public required YamlNode? Workload { get; init; }

    /// <summary>How long to run: a duration, or until all is done; null: all is done.</summary>
    public required YamlScalar? Until { get; init; }

    /// <summary>When to give up waiting; null: never needed.</summary>
    public required YamlScalar? AtMost { get; init; }

    /// <summary>Time between two samples.</summary>
    public required YamlScalar? SampleEvery { get; init; }

    public required IReadOnlyList<Measure> Measures { get; init; }

    /// <summary>What is measured all the time.</summary>
    public required IReadOnlyList<Reading> Series { get; init; }

    /// <summary>What is measured between every two of something.</summary>
    public required IReadOnlyList<Reading> Matrices { get; init; }

    /// <summary>Who had something when.</summary>
    public required IReadOnlyList<Reading> Timetables { get; init; }

    /// <summary>Everything that probes give.</summary>
    public IEnumerable<Reading> Readings => Measures.Where(measure => measure.Probe is not null).Concat(Series).Concat(Matrices).Concat(Timetables);

    public required IReadOnlyList<Theory> Theories { get; init; }

    public required IReadOnlyList<Figure> Figures { get; init; }

    /// <summary>Runs of every case, each with a seed of its own.</summary>
    public required int Repetitions { get; init; }
}

/// <summary>A text of the lab that stands for a value; it may hold <c>${expressions}</c>.</summary>
internal sealed record Setting(string Text, Place At);

/// <param name="Name">As expressions and <c>--set</c> call it.</param>
/// <param name="About">What it is, for the report.</param>
/// <param name="Values">One, or those it sweeps over.</param>
internal sealed record Parameter(string Name, Place At, string About, IReadOnlyList<Setting> Values);

/// <summary>Cases that belong together: all combinations of the values that the group sets, and those of the parameters it does not.</summary>
/// <param name="Name">Expressions know it as the parameter <c>cases</c>.</param>
/// <param name="About">What the group is for.</param>
/// <param name="Set">Its own values of parameters.</param>
/// <param name="Except">Combinations for which this holds are left out.</param>
/// <param name="ByDefault">Runs when nobody asks for certain groups.</param>
internal sealed record CaseGroup(
    string Name, Place At, string About, IReadOnlyDictionary<string, IReadOnlyList<Setting>> Set, WrittenExpression? Except, bool ByDefault);

/// <summary>An expression and where it stands.</summary>
internal sealed record WrittenExpression(string Text, Expression Expression, Place At);

/// <summary>Something that a probe gives.</summary>
/// <param name="Name">As theory and figures call it.</param>
/// <param name="About">What it says, for the report.</param>
/// <param name="Unit">In which it is shown.</param>
/// <param name="Label">The unit as it is written: a plain number may count anything, e.g. <c>peers</c>.</param>
/// <param name="Probe">Who measures it; null where it is computed.</param>
/// <param name="Value">Which of the probe's values.</param>
/// <param name="With">The probe's options, not yet filled in; null: none.</param>
internal record Reading(string Name, Place At, string About, Unit Unit, string Label, string? Probe, string Value, YamlNode? With);

/// <param name="Is">Computed from parameters and other measures of the same run; null: a probe gives it.</param>
internal sealed record Measure(
    string Name, Place At, string About, Unit Unit, string Label, string? Probe, string Value, YamlNode? With, WrittenExpression? Is)
    : Reading(Name, At, About, Unit, Label, Probe, Value, With);

/// <summary>How a measurement must stand to what theory expects.</summary>
internal enum Relation
{
    Equal,
    AtMost,
    AtLeast,

    /// <summary>Shown beside the measurement, without a verdict.</summary>
    Shown,
}

/// <summary>What theory says about a measure.</summary>
/// <param name="Name">As figures call it.</param>
/// <param name="Measure">Which measure.</param>
/// <param name="About">In words, for the report.</param>
/// <param name="Expects">The number.</param>
/// <param name="Relation">Which side of it is right.</param>
/// <param name="Within">A share of what is expected, or an absolute amount; null: exactly.</param>
/// <param name="IsShare"><paramref name="Within"/> is written in percent.</param>
/// <param name="When">For which cases it is said; null: all.</param>
/// <param name="Because">Why just so much, for the report.</param>
/// <param name="Source">Who says so.</param>
internal sealed record Theory(
    string Name, Place At, string Measure, string About, WrittenExpression Expects, Relation Relation, WrittenExpression? Within, bool IsShare,
    WrittenExpression? When, string Because, string Source);

internal enum FigureKind
{
    /// <summary>Measures and theory over a parameter.</summary>
    Curves,

    /// <summary>Series over time, of the first seed.</summary>
    Time,

    /// <summary>A matrix as a heat map.</summary>
    Matrix,

    /// <summary>The planet, with a matrix between its regions as arcs.</summary>
    Map,

    /// <summary>A timetable, a line for each who is in it.</summary>
    Timetable,
}

/// <param name="X">The parameter, of curves.</param>
/// <param name="Y">Names of measures and theory, of series, of the matrix, or of the timetable.</param>
/// <param name="By">The parameter that makes one curve, or one picture, per value; null: none.</param>
/// <param name="When">Which cases it shows; null: all.</param>
/// <param name="About">What to look at, for the report.</param>
internal sealed record Figure(FigureKind Kind, string Title, string About, Place At, string X, IReadOnlyList<string> Y, string? By, WrittenExpression? When, bool LogX, bool LogY);
