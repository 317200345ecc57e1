using NetMesh.Labs.Expressions;
using NetMesh.Labs.Worlds.Yaml;

namespace NetMesh.Labs.Experiments.Sections;

/// <summary>Reads expressions that stand as values of keys, without <c>${}</c> around them.</summary>
internal static class ExpressionNode
{
    public static WrittenExpression? Optional(Section section, string key) => section.Optional(key) is { } node ? Read(node, key, section.Errors) : null;

    /// <summary>One that must be there; null with an error noted.</summary>
    public static WrittenExpression? Required(Section section, string key) =>
        section.Required(key, "an expression such as 2 * peers") is { } node ? Read(node, key, section.Errors) : null;

    /// <summary>Evaluates, and notes what goes wrong where the expression stands.</summary>
    public static T? Try<T>(WrittenExpression written, string key, ErrorList errors, Func<Expression, T> evaluate)
    {
        try
        {
            return evaluate(written.Expression);
        }
        catch (ExpressionError error)
        {
            errors.Add(written.At, $"'{key}' is '{written.Text}', where {error.What}", error.Expected);
            return default;
        }
    }

    private static WrittenExpression? Read(YamlNode node, string key, ErrorList errors)
    {
        if (node is not YamlScalar scalar)
        {
            errors.Add(node.At, $"'{key}' is {node.Kind}", "an expression such as 2 * peers");
            return null;
        }

        try
        {
            return new WrittenExpression(scalar.Text, ExpressionParser.Parse(scalar.Text), scalar.At);
        }
        catch (ExpressionError error)
        {
            errors.Add(scalar.At, $"'{key}' is {scalar.Kind}, where {error.What}", error.Expected);
            return null;
        }
    }
}
