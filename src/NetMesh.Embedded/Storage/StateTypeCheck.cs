using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Orleans.Storage;

namespace NetMesh.Embedded.Storage;

/// <summary>Finds what a type holds that JSON would leave out, before anything is lost.</summary>
internal static class StateTypeCheck
{
    private const BindingFlags OwnInstance = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    /// <exception cref="BadProviderConfigException">Something of the type, or of a type within it, would be lost.</exception>
    public static void Run(Type type, JsonSerializerOptions options) => Visit(type, options, [], type.Name);

    private static void Visit(Type type, JsonSerializerOptions options, HashSet<Type> seen, string path)
    {
        if (!seen.Add(type))
        {
            return;
        }

        JsonTypeInfo info;
        try
        {
            info = options.GetTypeInfo(type);
        }
        catch (Exception error) when (error is NotSupportedException or InvalidOperationException)
        {
            throw new BadProviderConfigException($"{path} cannot be stored as JSON: {error.Message}", error);
        }

        if (type == typeof(object))
        {
            throw NoSubclass(type, path);
        }

        switch (info.Kind)
        {
            case JsonTypeInfoKind.Object:
                Object(type, info, options, seen, path);
                break;
            case JsonTypeInfoKind.Enumerable or JsonTypeInfoKind.Dictionary:
                if (info.ElementType is { } element)
                {
                    Visit(element, options, seen, path + "[]");
                }

                break;
        }
    }

    private static void Object(Type type, JsonTypeInfo info, JsonSerializerOptions options, HashSet<Type> seen, string path)
    {
        if (type.IsAbstract && info.PolymorphismOptions is null)
        {
            throw NoSubclass(type, path);
        }

        // Every field must be the backing field of a property that JSON both writes and reads.
        var kept = info.Properties.Where(property => property.Get is not null && (property.Set is not null || property.AssociatedParameter is not null))
            .Select(property => (property.AttributeProvider as MemberInfo)?.Name).ToHashSet(StringComparer.Ordinal);
        for (var current = type; current is not null && current != typeof(object) && current != typeof(ValueType); current = current.BaseType)
        {
            foreach (var field in current.GetFields(OwnInstance))
            {
                var name = field.Name is ['<', .. var rest] && rest.IndexOf('>') is var end and > 0 ? rest[..end] : field.Name;
                if (!kept.Contains(name))
                {
                    throw new BadProviderConfigException(
                        $"{path}.{name} would be lost: JSON keeps public properties that have a setter or a constructor parameter. Give the serializer a JsonConverter for {type}.");
                }
            }
        }

        foreach (var property in info.Properties)
        {
            Visit(property.PropertyType, options, seen, path + "." + property.Name);
        }
    }

    private static BadProviderConfigException NoSubclass(Type type, string path) =>
        new($"{path} is of type {type}, and JSON would not say which subclass it held: give the serializer a JsonConverter");
}
