using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;

namespace NetMesh.Protocols.Tests.Wire;

/// <summary>Everything an object holds, field by field, as text: equal for objects that no caller could tell apart.</summary>
internal static class Content
{
    public static string Of(object? value)
    {
        var text = new StringBuilder();
        Describe(value, text);
        return text.ToString();
    }

    private static void Describe(object? value, StringBuilder text)
    {
        switch (value)
        {
            case null:
                text.Append("null");
                break;
            case string or Enum or TimeSpan:
            case { } simple when simple.GetType().IsPrimitive:
                text.Append(CultureInfo.InvariantCulture, $"{value}");
                break;
            case IEnumerable items:
                // Whether a list is an array or not is nobody's business.
                text.Append('[');
                foreach (var item in items)
                {
                    Describe(item, text);
                    text.Append(", ");
                }

                text.Append(']');
                break;
            default:
                text.Append(value.GetType().Name).Append(" { ");
                for (var type = value.GetType(); type is not null && type != typeof(object) && type != typeof(ValueType); type = type.BaseType)
                {
                    foreach (var field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
                    {
                        text.Append(field.Name).Append(" = ");
                        Describe(field.GetValue(value), text);
                        text.Append("; ");
                    }
                }

                text.Append('}');
                break;
        }
    }
}
