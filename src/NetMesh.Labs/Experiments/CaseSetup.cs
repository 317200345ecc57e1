using NetMesh.Labs.Experiments.Sections;
using NetMesh.Labs.Expressions;
using NetMesh.Labs.Probes;
using NetMesh.Labs.Runs;
using NetMesh.Labs.Workloads;
using NetMesh.Labs.Worlds.Sections;
using NetMesh.Labs.Worlds.Units;
using NetMesh.Labs.Worlds.Yaml;

namespace NetMesh.Labs.Experiments;

/// <summary>Makes one case of a lab ready to run, and checks what its run will need.</summary>
internal static class CaseSetup
{
    private static readonly TimeSpan UsualAtMost = TimeSpan.FromDays(30);
    private static readonly TimeSpan UsualSampling = TimeSpan.FromSeconds(10);

    private static readonly ValueForm<TimeSpan> Duration = new(
        "a duration such as 90 s (ms, s, min, h, d)", (text, out value) => Durations.TryParse(text, out value) && value >= TimeSpan.FromMilliseconds(1));

    /// <summary>The case; null with errors noted.</summary>
    /// <param name="errors">For what stands in the lab's file.</param>
    /// <param name="inWorld">For what stands in the world's; the same list where the world is written in the lab.</param>
    public static LabCase? Read(Lab lab, CaseGroup group, CaseScope scope, ErrorList errors, ErrorList inWorld)
    {
        var values = new List<(string, Value)>();
        foreach (var parameter in lab.Parameters)
        {
            try
            {
                values.Add((parameter.Name, scope.Find(parameter.Name)!));
            }
            catch (ExpressionError error)
            {
                errors.Add(parameter.At, $"parameter '{parameter.Name}' cannot be computed: {error.What}", error.Expected);
            }
        }

        if (!errors.IsEmpty)
        {
            return null;
        }

        values.Add((ParameterSection.Cases, scope.Find(ParameterSection.Cases)!));
        var filled = FilledTree.Of(lab.World, scope, inWorld);
        if (!inWorld.IsEmpty)
        {
            return null;
        }

        var world = WorldSection.Read(filled, lab.Name, folder: null, inWorld);
        var one = new LabCase
        {
            Group = group,
            Values = values,
            Scope = scope,
            World = world,
            Workloads = Workloads(lab, scope, errors),
            Probes = Probes(lab, scope, errors),
            Until = lab.Until is null or { Text: "done" } ? null : Time(lab.Until, "until", scope, errors, default),
            AtMost = Time(lab.AtMost, "at-most", scope, errors, UsualAtMost),
            SampleEvery = Time(lab.SampleEvery, "sample-every", scope, errors, UsualSampling),
        };
        if (errors.IsEmpty && one.Until is null && one.World.Swarms.IsEmpty && one.Workloads.Count == 0)
        {
            errors.Add(lab.Until?.At ?? new Place(1, 1), "nothing happens in this lab that could be done", "until: a duration, or a swarm in the world, or a workload");
        }

        return errors.IsEmpty && inWorld.IsEmpty ? one : null;
    }

    /// <summary>Tries every expression with stand-ins for what is not measured yet: mistyped names and wrong dimensions show themselves before anything runs.</summary>
    public static void CheckExpressions(LabPlan plan, ErrorList errors)
    {
        foreach (var one in plan.Cases)
        {
            var scope = new RunScope(one.Scope, plan.Lab.Measures.ToDictionary(measure => measure.Name, measure => new Amount(1, measure.Unit.Dimension)));
            foreach (var measure in plan.Lab.Measures)
            {
                if (measure.Is is { } formula && ExpressionNode.Try(formula, "is", errors, it => (Amount?)it.Number(scope)) is { } computed)
                {
                    Expect(formula, "is", computed.Dimension, measure.Unit.Dimension, errors);
                }
            }

            foreach (var theory in plan.Lab.Theories)
            {
                var dimension = plan.Lab.Measures.First(measure => measure.Name == theory.Measure).Unit.Dimension;
                if (theory.When is { } when)
                {
                    ExpressionNode.Try(when, "when", errors, it => it.Condition(one.Scope));
                }

                if (ExpressionNode.Try(theory.Expects, "expects", errors, it => (Amount?)it.Number(scope)) is { } expected)
                {
                    Expect(theory.Expects, "expects", expected.Dimension, dimension, errors);
                }

                if (theory.Within is { } within && ExpressionNode.Try(within, "within", errors, it => (Amount?)it.Number(scope)) is { } tolerance && !theory.IsShare)
                {
                    Expect(within, "within", tolerance.Dimension, dimension, errors);
                }
            }

            foreach (var when in plan.Lab.Figures.Select(figure => figure.When).OfType<WrittenExpression>())
            {
                ExpressionNode.Try(when, "when", errors, it => it.Condition(one.Scope));
            }
        }
    }

    private static void Expect(WrittenExpression written, string key, Dimension is_, Dimension expected, ErrorList errors)
    {
        if (is_ != expected)
        {
            errors.Add(written.At, $"'{key}' is '{written.Text}', which is {is_.Name}", $"{expected.Name}, as the measure is");
        }
    }

    private static TimeSpan Time(YamlScalar? written, string key, CaseScope scope, ErrorList errors, TimeSpan usual)
    {
        if (written is null)
        {
            return usual;
        }

        var filled = FilledTree.Fill(written, scope, errors);
        if (Duration.TryParse(filled.Text, out var time))
        {
            return time;
        }

        errors.Add(written.At, $"'{key}' is {filled.Kind}", Duration.Expected + (key == "until" ? ", or 'done'" : ""));
        return usual;
    }

    private static List<Func<IWorkload>> Workloads(Lab lab, CaseScope scope, ErrorList errors)
    {
        if (lab.Workload is null)
        {
            return [];
        }

        var made = new List<Func<IWorkload>>();
        var section = new Section(FilledTree.Of(lab.Workload, scope, errors), "the workload", errors);
        foreach (var kind in WorkloadCatalog.All)
        {
            if (section.Optional(kind.Name) is { } node)
            {
                made.Add(MakeAgain(node, $"workload '{kind.Name}'", kind.Make, errors));
            }
        }

        section.Done();
        return made;
    }

    private static Dictionary<ProbeKey, Func<IProbe>> Probes(Lab lab, CaseScope scope, ErrorList errors)
    {
        var probes = new Dictionary<ProbeKey, Func<IProbe>>();
        foreach (var reading in lab.Readings)
        {
            var key = ProbeKey.Of(reading);
            if (!probes.ContainsKey(key))
            {
                var with = FilledTree.Of(reading.With ?? new YamlMapping(reading.At, []), scope, errors);
                probes.Add(key, MakeAgain(with, $"'with' of '{reading.Name}'", ProbeCatalog.All.First(kind => kind.Name == reading.Probe).Make, errors));
            }
        }

        return probes;
    }

    // Made once here, so that its options are checked; every run makes its own.
    private static Func<T> MakeAgain<T>(YamlNode node, string name, Func<Section, T> make, ErrorList errors)
    {
        T Make(ErrorList noted)
        {
            var section = new Section(node, name, noted);
            var made = make(section);
            section.Done();
            return made;
        }

        Make(errors);
        return () => Make(new ErrorList(""));
    }
}
