namespace NetMesh.Labs.Worlds.Yaml;

/// <summary>A place in a file; lines and columns are counted from 1.</summary>
internal readonly record struct Place(int Line, int Column);

/// <summary>A node of a YAML document that remembers where it stood.</summary>
/// <param name="at">Where it begins.</param>
/// <param name="size">Nodes in it, with itself and with every alias counted as if it were written out.</param>
internal abstract class YamlNode(Place at, long size)
{
    public Place At { get; } = at;

    public long Size { get; } = size;

    /// <summary>What kind of node it is, for error messages.</summary>
    public abstract string Kind { get; }
}

internal sealed class YamlScalar(Place at, string text, bool isQuoted) : YamlNode(at, 1)
{
    public string Text { get; } = text;

    /// <summary>Nothing was written after the key.</summary>
    public bool IsNothing => Text.Length == 0 && !isQuoted;

    public override string Kind => IsNothing ? "nothing" : $"'{(Text.Length <= 60 ? Text : Text[..57] + "...")}'";
}

internal sealed class YamlSequence(Place at, IReadOnlyList<YamlNode> items) : YamlNode(at, 1 + items.Sum(item => item.Size))
{
    public IReadOnlyList<YamlNode> Items { get; } = items;

    public override string Kind => "a list";
}

internal sealed class YamlMapping(Place at, IReadOnlyList<(YamlScalar Key, YamlNode Value)> entries)
    : YamlNode(at, 1 + entries.Sum(entry => 1 + entry.Value.Size))
{
    /// <summary>In the file's order; keys are unique.</summary>
    public IReadOnlyList<(YamlScalar Key, YamlNode Value)> Entries { get; } = entries;

    public override string Kind => "keys with values";
}
