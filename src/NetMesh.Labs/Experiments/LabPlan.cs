using NetMesh.Labs.Experiments.Sections;
using NetMesh.Labs.Expressions;
using NetMesh.Labs.Worlds;
using NetMesh.Labs.Worlds.Yaml;

namespace NetMesh.Labs.Experiments;

/// <summary>What the user wants to be different from the lab's file.</summary>
/// <param name="Set">Values of parameters, from <c>--set name=value,value</c>; they hold in all groups of cases.</param>
/// <param name="Groups">Which groups of cases; empty: those that run by default.</param>
internal sealed record LabChoices(IReadOnlyDictionary<string, IReadOnlyList<string>> Set, IReadOnlyList<string> Groups)
{
    public static LabChoices None { get; } = new(new Dictionary<string, IReadOnlyList<string>>(), []);
}

/// <summary>A lab with its cases, everything in it checked.</summary>
/// <param name="Swept">Parameters that are set differently in different cases, the name of the group among them; not those that follow from others.</param>
internal sealed record LabPlan(Lab Lab, IReadOnlyList<LabCase> Cases, IReadOnlyList<string> Swept)
{
    /// <summary>What a run is called: its case as far as it differs from others, and its seed.</summary>
    public string NameOf(LabCase one, long seed)
    {
        var what = one.Describe(Swept);
        return what.Length == 0 ? $"seed {seed}" : $"{what}, seed {seed}";
    }
}

/// <summary>What planning a lab gave: a plan, or everything that is wrong with it.</summary>
internal sealed record LabPlanning(LabPlan? Plan, IReadOnlyList<WorldError> Errors)
{
    private const int MostCases = 10_000;

    /// <summary>
    /// Spells out the cases and reads each one's world, so that no mistake shows itself after an hour of running. Two cases that are alike in everything but
    /// their group's name both run.
    /// </summary>
    public static LabPlanning Of(Lab lab, LabChoices choices)
    {
        var errors = new ErrorList(lab.File);
        var inWorld = lab.WorldFile == lab.File ? errors : new ErrorList(lab.WorldFile);
        foreach (var name in choices.Set.Keys.Where(name => lab.Parameters.All(parameter => parameter.Name != name)))
        {
            errors.Add(new Place(1, 1), $"--set names '{name}', which is no parameter of this lab", NearestName.Suggest(name, [.. lab.Parameters.Select(it => it.Name)]));
        }

        foreach (var name in choices.Groups.Where(name => lab.Groups.All(group => group.Name != name)))
        {
            errors.Add(new Place(1, 1), $"--cases names '{name}', which this lab has not", NearestName.Suggest(name, [.. lab.Groups.Select(it => it.Name)]));
        }

        var cases = new List<LabCase>();
        foreach (var group in lab.Groups.Where(group => choices.Groups.Count == 0 ? group.ByDefault : choices.Groups.Contains(group.Name)))
        {
            foreach (var scope in Scopes(lab, group, choices, errors))
            {
                if (errors.IsEmpty && CaseSetup.Read(lab, group, scope, errors, inWorld) is { } one)
                {
                    cases.Add(one);
                }
            }
        }

        if (errors.IsEmpty && inWorld.IsEmpty && cases.Count == 0)
        {
            errors.Add(new Place(1, 1), "no case is left to run", "cases that 'except' does not rule out");
        }

        if (!errors.IsEmpty || !inWorld.IsEmpty)
        {
            return new LabPlanning(null, [.. errors.InOrder.Concat(ReferenceEquals(inWorld, errors) ? [] : inWorld.InOrder).Distinct()]);
        }

        var plan = new LabPlan(lab, cases, Swept(cases));
        CaseSetup.CheckExpressions(plan, errors);
        return errors.IsEmpty ? new LabPlanning(plan, []) : new LabPlanning(null, [.. errors.InOrder.Distinct()]);
    }

    // The product of all lists; the parameter that the file names last changes fastest.
    private static IEnumerable<CaseScope> Scopes(Lab lab, CaseGroup group, LabChoices choices, ErrorList errors)
    {
        var lists = lab.Parameters.Select(parameter => (parameter.Name, Values: ValuesOf(parameter, group, choices))).ToList();
        var count = lists.Aggregate(1.0, (product, list) => product * list.Values.Count);
        if (count > MostCases)
        {
            errors.Add(group.At, $"the parameters make {count:N0} cases", $"at most {MostCases:N0}");
            yield break;
        }

        for (var number = 0; number < (int)count; number++)
        {
            var settings = new Dictionary<string, Setting>(StringComparer.Ordinal);
            var rest = number;
            foreach (var (name, values) in Enumerable.Reverse(lists))
            {
                settings[name] = values[rest % values.Count];
                rest /= values.Count;
            }

            var scope = new CaseScope(group.Name, settings, name => Words(lab, name, choices));
            if (group.Except is not { } except || !ExpressionNode.Try(except, "except", errors, condition => condition.Condition(scope)))
            {
                yield return scope;
            }
        }
    }

    private static IReadOnlyList<Setting> ValuesOf(Parameter parameter, CaseGroup group, LabChoices choices) =>
        choices.Set.TryGetValue(parameter.Name, out var set) ? [.. set.Select(text => new Setting(text, parameter.At))]
        : group.Set.TryGetValue(parameter.Name, out var own) ? own
        : parameter.Values;

    // What a parameter is ever set to, where these are words: to be compared with.
    private static IReadOnlyCollection<string> Words(Lab lab, string name, LabChoices choices)
    {
        if (name == ParameterSection.Cases)
        {
            return [.. lab.Groups.Select(group => group.Name)];
        }

        var parameter = lab.Parameters.FirstOrDefault(it => it.Name == name);
        var values = parameter is null ? [] : parameter.Values.Concat(lab.Groups.SelectMany(group => group.Set.GetValueOrDefault(name) ?? [])).Select(it => it.Text)
            .Concat(choices.Set.GetValueOrDefault(name) ?? []).Distinct().ToList();
        return values.Exists(Template.IsOne) ? [] : values;
    }

    // What differs only from group to group is said by the group's name.
    private static List<string> Swept(List<LabCase> cases)
    {
        var groups = cases.GroupBy(one => one.Group.Name).ToList();
        bool Differs(IEnumerable<LabCase> some, string name) => some.Select(one => one[name].ToText()).Distinct().Skip(1).Any();
        var names = cases[0].Values.SkipLast(1).Select(it => it.Name)
            .Where(name => groups.Exists(group => Differs(group, name)) && !cases.TrueForAll(one => one.Scope.IsComputed(name)));
        return groups.Count > 1 ? [ParameterSection.Cases, .. names] : [.. names];
    }
}
