using NetMesh.Labs.Worlds.Units;
using NetMesh.Labs.Worlds.Yaml;

namespace NetMesh.Labs.Experiments.Sections;

/// <summary>
/// <c>{ title: …, x: peers, y: [last, bound], by: choker, when: "cases = figure", log: both }</c>, <c>{ title: …, x: time, y: [a series] }</c>,
/// <c>{ title: …, matrix: reward }</c>, <c>{ title: …, map: bytes }</c>, <c>{ title: …, timetable: turns }</c>.
/// </summary>
internal static class FigureSection
{
    public const string Time = "time";

    private static readonly ValueForm<(bool X, bool Y)> Logarithmic = Words.Choice(("x", (true, false)), ("y", (false, true)), ("both", (true, true)));

    public static List<Figure> Read(
        Section lab, List<Parameter> parameters, IReadOnlyList<string> values, IReadOnlyList<Reading> series, IReadOnlyList<Reading> matrices,
        IReadOnlyList<Reading> timetables)
    {
        var names = parameters.Select(parameter => parameter.Name).ToList();
        var figures = new List<Figure>();
        foreach (var node in lab.Items("figures"))
        {
            var section = new Section(node, "the figure", lab.Errors);
            var title = section.RequiredValue("title", Words.Text, "");
            var about = LabSection.About(section);
            var log = section.Value("log", Logarithmic, (false, false));
            var by = OneOf(section, "by", "parameter", names);
            var when = ExpressionNode.Optional(section, "when");
            var whole = Whole(section, "matrix", FigureKind.Matrix, "matrix", matrices) ?? Whole(section, "map", FigureKind.Map, "matrix", matrices)
                ?? Whole(section, "timetable", FigureKind.Timetable, "timetable", timetables);
            if (whole is { } shown)
            {
                figures.Add(new Figure(shown.Kind, title, about, section.At, "", [shown.Name], by, when, false, false));
                section.Done();
                continue;
            }

            var x = OneOf(section, "x", "parameter", [.. names, Time], isRequired: true) ?? "";
            var known = x == Time ? [.. series.Select(it => it.Name)] : values;
            var y = new List<string>();
            foreach (var item in section.RequiredItems("y", x == Time ? "names of series" : "names of measures and theory"))
            {
                if (item is YamlScalar { Text: var name } && known.Contains(name))
                {
                    y.Add(name);
                }
                else
                {
                    lab.Errors.Add(item.At, $"there is no {(x == Time ? "series" : "measure or theory")} {item.Kind}", NearestName.Suggest((item as YamlScalar)?.Text ?? "", [.. known]));
                }
            }

            section.Done();
            figures.Add(new Figure(x == Time ? FigureKind.Time : FigureKind.Curves, title, about, section.At, x, y, by, when, log.Item1, log.Item2));
        }

        return figures;
    }

    // What is shown as it is, without axes to choose.
    private static (FigureKind Kind, string Name)? Whole(Section section, string key, FigureKind kind, string what, IReadOnlyList<Reading> known) =>
        OneOf(section, key, what, [.. known.Select(it => it.Name)]) is { } name ? (kind, name) : null;

    private static string? OneOf(Section section, string key, string kind, IReadOnlyCollection<string> known, bool isRequired = false)
    {
        var node = isRequired ? section.Required(key, NearestName.OneOf(known)) : section.Optional(key);
        if (node is null)
        {
            return null;
        }

        if (node is YamlScalar { Text: var text } && known.Contains(text))
        {
            return text;
        }

        section.Errors.Add(node.At, $"there is no {kind} {node.Kind}", NearestName.Suggest((node as YamlScalar)?.Text ?? "", known));
        return null;
    }
}
