using NetMesh.Labs.Worlds.Units;
using NetMesh.Labs.Worlds.Yaml;

namespace NetMesh.Labs.Experiments.Sections;

/// <summary><c>peers: { value: [10, 30, 100], about: receivers of the file }</c></summary>
internal static class ParameterSection
{
    /// <summary>The name of a case's group in expressions.</summary>
    public const string Cases = "cases";

    private const int MostValues = 1000;
    private const string Value = "a value, or a list of values to sweep over";

    public static List<Parameter> Read(Section lab)
    {
        var parameters = new List<Parameter>();
        foreach (var (key, node) in lab.Named("parameters"))
        {
            if (!Words.IsName(key.Text) || key.Text == Cases)
            {
                lab.Errors.Add(key.At, $"{key.Kind} cannot be a parameter's name", $"{Words.Name.Expected}, other than '{Cases}'");
            }

            var section = new Section(node, $"parameter '{key.Text}'", lab.Errors);
            var values = section.Required("value", Value) is { } value ? Settings(value, "value", lab.Errors) : [];
            parameters.Add(new Parameter(key.Text, key.At, LabSection.About(section), values));
            section.Done();
        }

        return parameters;
    }

    /// <summary>One value, or a list of them.</summary>
    public static List<Setting> Settings(YamlNode node, string key, ErrorList errors)
    {
        var settings = new List<Setting>();
        foreach (var item in node is YamlSequence list ? list.Items : [node])
        {
            if (item is YamlScalar { IsNothing: false } scalar)
            {
                settings.Add(new Setting(scalar.Text, scalar.At));
            }
            else
            {
                errors.Add(item.At, $"'{key}' is {item.Kind}", Value);
            }
        }

        if (node is YamlSequence { Items.Count: 0 or > MostValues })
        {
            errors.Add(node.At, $"'{key}' is a list of {((YamlSequence)node).Items.Count} values", $"1 to {MostValues} values");
        }

        return settings;
    }
}
