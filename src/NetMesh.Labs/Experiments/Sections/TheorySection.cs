using NetMesh.Labs.Expressions;
using NetMesh.Labs.Worlds.Units;
using NetMesh.Labs.Worlds.Yaml;

namespace NetMesh.Labs.Experiments.Sections;

/// <summary><c>bound: { measure: last, must: at-most, expects: "file / up", within: 10 %, when: "choker = fill-uplink", source: … }</c></summary>
internal static class TheorySection
{
    private static readonly ValueForm<Relation> Relations = Words.Choice(
        ("equal", Relation.Equal), ("at-most", Relation.AtMost), ("at-least", Relation.AtLeast), ("shown", Relation.Shown));

    public static List<Theory> Read(Section lab, List<Measure> measures, List<Parameter> parameters)
    {
        var theories = new List<Theory>();
        foreach (var (key, node) in lab.Named("theory"))
        {
            if (!Words.IsName(key.Text) || measures.Exists(measure => measure.Name == key.Text) || parameters.Exists(parameter => parameter.Name == key.Text))
            {
                lab.Errors.Add(key.At, $"{key.Kind} cannot be the name of theory", Words.Name.Expected + ", which no measure and no parameter has");
            }

            var section = new Section(node, $"theory '{key.Text}'", lab.Errors);
            var measure = section.RequiredValue("measure", Words.Text, "");
            if (measure.Length > 0 && !measures.Exists(known => known.Name == measure))
            {
                lab.Errors.Add(section.At, $"there is no measure '{measure}'", NearestName.Suggest(measure, [.. measures.Select(known => known.Name)]));
            }

            var expects = ExpressionNode.Required(section, "expects");
            var within = ExpressionNode.Optional(section, "within");

            // What is wrong with it is noted; its name stays known, so that a figure of it is not a mistake as well.
            theories.Add(new Theory(
                key.Text, key.At, measure, LabSection.About(section), expects ?? new WrittenExpression("", new Constant(new WordValue("")), section.At),
                section.Value("must", Relations, Relation.Equal), within, within?.Text.TrimEnd().EndsWith('%') ?? false,
                ExpressionNode.Optional(section, "when"), LabSection.About(section, "because"), LabSection.About(section, "source")));
            section.Done();
        }

        return theories;
    }
}
