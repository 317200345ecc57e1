using NetMesh.Labs.Expressions;

namespace NetMesh.Labs.Runs;

/// <summary>Parameters and what was measured.</summary>
/// <param name="parameters">Of the case.</param>
/// <param name="measured">By the measure's name.</param>
/// <param name="elsewhere">A measure in the case that differs in one parameter; null: nothing is known of other cases.</param>
internal sealed class RunScope(
    IScope parameters, IReadOnlyDictionary<string, Amount> measured, Func<string, string, Value, Amount?>? elsewhere = null) : IScope
{
    public IReadOnlyCollection<string> Names => [.. parameters.Names, .. measured.Keys];

    public Value? Find(string name) => measured.TryGetValue(name, out var amount) ? new NumberValue(amount) : parameters.Find(name);

    public IReadOnlyCollection<string> WordsOf(string name) => parameters.WordsOf(name);

    public Value? FindElsewhere(string measure, string parameter, Value value) => elsewhere is null
        ? Find(measure)
        : elsewhere(measure, parameter, value) is { } amount ? new NumberValue(amount) : null;
}
