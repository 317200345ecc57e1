using NetMesh.Labs.Expressions;
using NetMesh.Labs.Probes;
using NetMesh.Labs.Worlds.Units;
using NetMesh.Labs.Worlds.Yaml;

namespace NetMesh.Labs.Experiments.Sections;

/// <summary>
/// <c>last: { probe: completion, value: last, unit: s, about: the last peer has the file, with: { options of the probe } }</c>, or, for measures,
/// <c>share: { is: last / bound, unit: "%", about: … }</c>.
/// </summary>
internal static class ReadingSection
{
    public static List<Measure> ReadMeasures(Section lab, List<Parameter> parameters)
    {
        var measures = new List<Measure>();
        foreach (var (key, node) in lab.Named("measures"))
        {
            if (parameters.Exists(parameter => parameter.Name == key.Text))
            {
                lab.Errors.Add(key.At, $"measure {key.Kind} is named as a parameter", "a name of its own");
            }

            var section = new Section(node, $"measure '{key.Text}'", lab.Errors);
            var isComputed = ExpressionNode.Optional(section, "is");
            var reading = Read(key, section, isComputed is null ? kind => kind.Values : null);
            measures.Add(new Measure(
                reading.Name, reading.At, reading.About, reading.Unit, reading.Label, reading.Probe, reading.Value, reading.With, isComputed));
        }

        if (measures.Count == 0)
        {
            lab.Errors.Add(lab.At, "the lab measures nothing", "measures: with at least one, such as last: { probe: completion, value: last, unit: s }");
        }

        return measures;
    }

    public static List<Reading> ReadSeries(Section lab) =>
        [.. lab.Named("series").Select(it => Read(it.Key, new Section(it.Value, $"series '{it.Key.Text}'", lab.Errors), kind => kind.Series))];

    public static List<Reading> ReadMatrices(Section lab) =>
        [.. lab.Named("matrices").Select(it => Read(it.Key, new Section(it.Value, $"matrix '{it.Key.Text}'", lab.Errors), kind => kind.Matrices))];

    public static List<Reading> ReadTimetables(Section lab) =>
        [.. lab.Named("timetables").Select(it => Read(it.Key, new Section(it.Value, $"timetable '{it.Key.Text}'", lab.Errors), kind => kind.Timetables))];

    private static Reading Read(YamlScalar key, Section section, Func<ProbeKind, IReadOnlyList<ProbeValue>>? valuesOf)
    {
        if (!Words.IsName(key.Text))
        {
            section.Errors.Add(key.At, $"{key.Kind} cannot be the name of something measured", Words.Name.Expected);
        }

        var label = section.Value("unit", Words.Text, "");
        var unit = Unit.TryFind(label, out var known) ? known : Unit.None;
        var probe = default(ProbeKind);
        var value = "";
        if (valuesOf is not null && section.Required("probe", NearestName.OneOf(ProbeCatalog.All.Select(kind => kind.Name))) is { } probeNode)
        {
            probe = NameOf(probeNode, "probe", "probe", ProbeCatalog.All, kind => kind.Name, section.Errors);
            var values = probe is null ? [] : valuesOf(probe);
            if (probe is not null && section.Required("value", NearestName.OneOf(values.Select(it => it.Name))) is { } valueNode
                && NameOf(valueNode, "value", $"value of the probe '{probe.Name}'", values, it => it.Name, section.Errors) is { } chosen)
            {
                value = chosen.Name;
                if (chosen.Dimension != unit.Dimension)
                {
                    section.Errors.Add(section.At, $"'{probe.Name}' gives {chosen.Dimension.Name} as '{value}', which is not counted in '{label}'", "unit: one that fits");
                }
            }

            if (probe is null)
            {
                section.Optional("value");
            }
        }

        var reading = new Reading(key.Text, key.At, LabSection.About(section), unit, label, probe?.Name, value, valuesOf is null ? null : section.Optional("with"));
        section.Done();
        return reading;
    }

    private static T? NameOf<T>(YamlNode node, string key, string kind, IReadOnlyList<T> known, Func<T, string> name, ErrorList errors)
        where T : class
    {
        if (node is not YamlScalar scalar)
        {
            errors.Add(node.At, $"'{key}' is {node.Kind}", $"the name of a {kind}");
            return null;
        }

        var found = known.FirstOrDefault(it => name(it) == scalar.Text);
        if (found is null)
        {
            errors.Add(node.At, $"there is no {kind} {scalar.Kind}", NearestName.Suggest(scalar.Text, [.. known.Select(name)]));
        }

        return found;
    }
}
