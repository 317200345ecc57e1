using NetMesh.Labs.Expressions;
using NetMesh.Labs.Worlds.Yaml;

namespace NetMesh.Labs.Experiments;

/// <summary>A part of a lab file for one case: every <c>${expression}</c> in its keys and values is replaced, every place stays what it was.</summary>
internal static class FilledTree
{
    public static YamlNode Of(YamlNode node, IScope scope, ErrorList errors) => node switch
    {
        YamlScalar scalar => Fill(scalar, scope, errors),
        YamlSequence list => new YamlSequence(list.At, [.. list.Items.Select(item => Of(item, scope, errors))]),
        YamlMapping mapping => new YamlMapping(mapping.At, [.. mapping.Entries.Select(entry => (Fill(entry.Key, scope, errors), Of(entry.Value, scope, errors)))]),
        _ => node,
    };

    public static YamlScalar Fill(YamlScalar scalar, IScope scope, ErrorList errors)
    {
        if (!Template.IsOne(scalar.Text))
        {
            return scalar;
        }

        try
        {
            return new YamlScalar(scalar.At, Template.Fill(scalar.Text, scope), isQuoted: true);
        }
        catch (ExpressionError error)
        {
            errors.Add(scalar.At, $"in {scalar.Kind} {error.What}", error.Expected);
            return scalar;
        }
    }
}
