using NetMesh.Labs.Expressions;

namespace NetMesh.Labs.Tests.Expressions;

/// <summary>A scope of a few names.</summary>
internal sealed class NamedValues(params (string Name, string Value)[] values) : IScope
{
    public IReadOnlyCollection<string> Names => [.. values.Select(it => it.Name)];

    public Value? Find(string name) => values.Where(it => it.Name == name).Select(it => Value.Read(it.Value)).FirstOrDefault();

    public IReadOnlyCollection<string> WordsOf(string name) => name == "choker" ? ["four-slots", "fill-uplink"] : [];
}
