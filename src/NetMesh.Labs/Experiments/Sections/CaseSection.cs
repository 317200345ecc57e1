using NetMesh.Labs.Worlds.Units;
using NetMesh.Labs.Worlds.Yaml;

namespace NetMesh.Labs.Experiments.Sections;

/// <summary><c>figure: { about: …, set: { peers: [10, 30] }, except: "choker = four-slots and peers > 100", by-default: no }</c></summary>
internal static class CaseSection
{
    /// <summary>The name of the one group of a lab that has none.</summary>
    public const string All = "all";

    private static readonly ValueForm<bool> YesOrNo = Words.Choice(("yes", true), ("no", false));

    public static List<CaseGroup> Read(Section lab, List<Parameter> parameters)
    {
        var groups = new List<CaseGroup>();
        foreach (var (key, node) in lab.Named("cases"))
        {
            if (!Words.IsName(key.Text))
            {
                lab.Errors.Add(key.At, $"{key.Kind} cannot be a name of cases", Words.Name.Expected);
            }

            var section = new Section(node, $"cases '{key.Text}'", lab.Errors);
            var set = new Dictionary<string, IReadOnlyList<Setting>>(StringComparer.Ordinal);
            foreach (var (name, value) in section.Named("set"))
            {
                if (parameters.Exists(parameter => parameter.Name == name.Text))
                {
                    set[name.Text] = ParameterSection.Settings(value, name.Text, lab.Errors);
                }
                else
                {
                    lab.Errors.Add(name.At, $"there is no parameter {name.Kind}", NearestName.Suggest(name.Text, [.. parameters.Select(parameter => parameter.Name)]));
                }
            }

            groups.Add(new CaseGroup(
                key.Text, key.At, LabSection.About(section), set, ExpressionNode.Optional(section, "except"), section.Value("by-default", YesOrNo, true)));
            section.Done();
        }

        if (groups.Count == 0)
        {
            groups.Add(new CaseGroup(All, lab.At, "", new Dictionary<string, IReadOnlyList<Setting>>(), null, true));
        }

        return groups;
    }
}
