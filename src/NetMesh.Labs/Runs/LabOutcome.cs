using System.Globalization;
using NetMesh.Labs.Experiments;
using NetMesh.Labs.Expressions;

namespace NetMesh.Labs.Runs;

/// <summary>A case with all its runs.</summary>
/// <param name="Case">Which one.</param>
/// <param name="Runs">One per seed, in the order of the seeds.</param>
/// <param name="Measured">Means over the runs, by the measure's name.</param>
/// <param name="Verdicts">What theory says about this case, in the file's order.</param>
internal sealed record CaseOutcome(
    LabCase Case, IReadOnlyList<RunOutcome> Runs, IReadOnlyDictionary<string, Interval> Measured, IReadOnlyList<Verdict> Verdicts);

/// <summary>The answer to a lab's question.</summary>
/// <param name="Plan">The lab and its cases.</param>
/// <param name="Seed">The first run's seed; the others have the numbers behind it.</param>
/// <param name="Repetitions">Runs of every case.</param>
/// <param name="Cases">In the plan's order.</param>
internal sealed record LabOutcome(LabPlan Plan, long Seed, int Repetitions, IReadOnlyList<CaseOutcome> Cases)
{
    public Lab Lab => Plan.Lab;

    public IEnumerable<Verdict> Verdicts => Cases.SelectMany(one => one.Verdicts);

    /// <summary>Every oracle was met and no run was given up.</summary>
    public bool IsMet => Verdicts.All(verdict => verdict.IsMet != false) && Cases.All(one => one.Runs.All(run => run.IsDone));

    /// <summary>Folds the hashes of all runs in their order; null on the wall clock.</summary>
    public string? TraceHash
    {
        get
        {
            var hash = 14695981039346656037UL;
            foreach (var run in Cases.SelectMany(one => one.Runs))
            {
                if (run.TraceHash is not { } trace)
                {
                    return null;
                }

                hash = (hash ^ trace) * 1099511628211UL;
                hash ^= hash >> 29;
            }

            return Hex(hash);
        }
    }

    public static string Hex(ulong hash) => hash.ToString("x16", CultureInfo.InvariantCulture);

    /// <summary>Puts the runs of all cases together and judges them.</summary>
    /// <param name="runs">For each case of the plan, its runs.</param>
    public static LabOutcome Of(LabPlan plan, long seed, int repetitions, IReadOnlyList<IReadOnlyList<RunOutcome>> runs)
    {
        var measured = runs.Select(of => (IReadOnlyDictionary<string, Interval>)plan.Lab.Measures.ToDictionary(
            measure => measure.Name, measure => Interval.Of([.. of.Select(run => run.Measured[measure.Name])]))).ToList();
        return new LabOutcome(plan, seed, repetitions,
            [.. plan.Cases.Select((one, index) => new CaseOutcome(one, runs[index], measured[index], Judge(plan, index, measured)))]);
    }

    private static List<Verdict> Judge(LabPlan plan, int index, List<IReadOnlyDictionary<string, Interval>> measured)
    {
        var one = plan.Cases[index];
        Amount AmountOf(int of, string measure) =>
            new(measured[of][measure].Mean, plan.Lab.Measures.First(it => it.Name == measure).Unit.Dimension);
        var scope = new RunScope(one.Scope, plan.Lab.Measures.ToDictionary(it => it.Name, it => AmountOf(index, it.Name)), (measure, parameter, value) =>
            Neighbour(plan, one, parameter, value) is { } other and >= 0 && measured[other].ContainsKey(measure) ? AmountOf(other, measure) : null);
        return [.. plan.Lab.Theories.Where(theory => theory.When?.Expression.Condition(one.Scope) ?? true)
            .Select(theory => Verdict.Of(theory, measured[index][theory.Measure], scope))];
    }

    // The case of the same group that differs in this parameter alone.
    private static int Neighbour(LabPlan plan, LabCase one, string parameter, Value value)
    {
        for (var i = 0; i < plan.Cases.Count; i++)
        {
            var other = plan.Cases[i];
            if (other.Group == one.Group && other[parameter].ToText() == value.ToText()
                && other.Values.All(it => it.Name == parameter || it.Value.ToText() == one[it.Name].ToText()))
            {
                return i;
            }
        }

        return -1;
    }
}
