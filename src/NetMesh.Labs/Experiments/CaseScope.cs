using NetMesh.Labs.Experiments.Sections;
using NetMesh.Labs.Expressions;

namespace NetMesh.Labs.Experiments;

/// <summary>The parameters of one case. A parameter may be computed from others, in any order but not in a circle.</summary>
internal sealed class CaseScope : IScope
{
    private readonly Dictionary<string, Setting> settings;
    private readonly Dictionary<string, Value> values = new(StringComparer.Ordinal);
    private readonly HashSet<string> underWay = [];
    private readonly Func<string, IReadOnlyCollection<string>> words;

    /// <param name="group">The name of the case's group.</param>
    /// <param name="settings">What every parameter is set to.</param>
    /// <param name="words">The words that a parameter may be set to.</param>
    public CaseScope(string group, Dictionary<string, Setting> settings, Func<string, IReadOnlyCollection<string>> words)
    {
        (this.settings, this.words) = (settings, words);
        values[ParameterSection.Cases] = new WordValue(group);
        Names = [.. settings.Keys, ParameterSection.Cases];
    }

    public IReadOnlyCollection<string> Names { get; }

    public Value? Find(string name)
    {
        if (values.TryGetValue(name, out var known))
        {
            return known;
        }

        if (!settings.TryGetValue(name, out var setting))
        {
            return null;
        }

        if (!Template.IsOne(setting.Text))
        {
            return values[name] = Value.Read(setting.Text);
        }

        if (!underWay.Add(name))
        {
            throw new ExpressionError($"'{name}' is computed from itself", "parameters that do not go round in a circle");
        }

        try
        {
            return values[name] = Template.Evaluate(setting.Text, this);
        }
        finally
        {
            underWay.Remove(name);
        }
    }

    /// <summary>Whether a parameter is computed from others.</summary>
    public bool IsComputed(string name) => settings.TryGetValue(name, out var setting) && Template.IsOne(setting.Text);

    public IReadOnlyCollection<string> WordsOf(string name) => words(name);
}
