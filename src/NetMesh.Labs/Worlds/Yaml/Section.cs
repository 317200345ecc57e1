using NetMesh.Labs.Worlds.Units;

namespace NetMesh.Labs.Worlds.Yaml;

/// <summary>
/// One mapping being read: its known keys are taken one by one, and <see cref="Done"/> names those nobody knows. A wrong value is noted and replaced
/// by the fallback, so that reading goes on and finds what else is wrong.
/// </summary>
internal sealed class Section
{
    private readonly string name;
    private readonly Dictionary<string, YamlNode> left = [];
    private readonly YamlMapping? mapping;
    private readonly List<string> known = [];

    /// <param name="node">The mapping; anything else is noted as an error and read as empty.</param>
    /// <param name="name">What the section is, for messages.</param>
    /// <param name="errors">Where errors go.</param>
    public Section(YamlNode node, string name, ErrorList errors)
    {
        this.name = name;
        At = node.At;
        Errors = errors;
        mapping = node as YamlMapping;
        if (mapping is null)
        {
            errors.Add(node.At, $"{name} is {node.Kind}", "keys with values below it");
            return;
        }

        foreach (var (key, value) in mapping.Entries)
        {
            left[key.Text] = value;
        }
    }

    public Place At { get; }

    public ErrorList Errors { get; }

    /// <summary>The value of a key that may be missing; a key with nothing behind it counts as missing.</summary>
    public YamlNode? Optional(string key)
    {
        known.Add(key);
        return left.Remove(key, out var value) && value is not YamlScalar { IsNothing: true } ? value : null;
    }

    /// <summary>A value in one of the forms of <see cref="Units"/>; the fallback where it is missing or wrong.</summary>
    public T Value<T>(string key, ValueForm<T> form, T fallback) =>
        Optional(key) is { } node && TryValue(node, key, form, out var value) ? value : fallback;

    /// <summary>A value that may be missing.</summary>
    public T? OptionalValue<T>(string key, ValueForm<T> form)
        where T : struct => Optional(key) is { } node && TryValue(node, key, form, out var value) ? value : null;

    /// <summary>A value that must be there; a missing one is noted.</summary>
    public T RequiredValue<T>(string key, ValueForm<T> form, T fallback)
    {
        if (Required(key, form.Expected) is { } node && TryValue(node, key, form, out var value))
        {
            return value;
        }

        return fallback;
    }

    /// <summary>The value of a key that must be there; null with an error noted.</summary>
    public YamlNode? Required(string key, string expected)
    {
        var node = Optional(key);
        if (node is null && mapping is not null)
        {
            Errors.Add(At, $"{name} has no '{key}'", $"{key}: {expected}");
        }

        return node;
    }

    /// <summary>The entries of a mapping with free names below a key, e.g. regions by label.</summary>
    public IReadOnlyList<(YamlScalar Key, YamlNode Value)> Named(string key)
    {
        switch (Optional(key))
        {
            case null:
                return [];
            case YamlMapping map:
                return map.Entries;
            case { } other:
                Errors.Add(other.At, $"'{key}' is {other.Kind}", $"names with what belongs to each below '{key}:'");
                return [];
        }
    }

    /// <summary>The items of a list below a key; a single value counts as a list of one.</summary>
    public IReadOnlyList<YamlNode> Items(string key) => ItemsOf(Optional(key));

    /// <summary>The same for a key that must be there.</summary>
    public IReadOnlyList<YamlNode> RequiredItems(string key, string expected) => ItemsOf(Required(key, expected));

    /// <summary>Reads one scalar; notes an error when it is something else or not in the form.</summary>
    public bool TryValue<T>(YamlNode node, string key, ValueForm<T> form, out T value)
    {
        value = default!;
        if (node is YamlScalar scalar && form.TryParse(scalar.Text, out value))
        {
            return true;
        }

        Errors.Add(node.At, $"'{key}' is {node.Kind}", form.Expected);
        return false;
    }

    /// <summary>Notes every key that nobody took.</summary>
    public void Done()
    {
        foreach (var (key, _) in mapping?.Entries ?? [])
        {
            if (left.ContainsKey(key.Text))
            {
                Errors.Add(key.At, $"{name} knows no key '{key.Text}'", NearestName.Suggest(key.Text, known));
            }
        }
    }

    private static IReadOnlyList<YamlNode> ItemsOf(YamlNode? node) => node switch
    {
        null => [],
        YamlSequence list => list.Items,
        { } single => [single],
    };
}
