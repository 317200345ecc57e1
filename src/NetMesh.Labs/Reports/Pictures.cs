using NetMesh.Labs.Experiments;
using NetMesh.Labs.Experiments.Sections;
using NetMesh.Labs.Expressions;
using NetMesh.Labs.Probes;
using NetMesh.Labs.Reports.Charts;
using NetMesh.Labs.Runs;

namespace NetMesh.Labs.Reports;

/// <summary>One picture of a figure.</summary>
/// <param name="Cases">Which cases it shows; empty where it shows all.</param>
/// <param name="Svg">The drawing.</param>
/// <param name="Legend">Swatches and what they stand for.</param>
/// <param name="Reading">How to read it.</param>
internal sealed record Picture(string Cases, string Svg, IReadOnlyList<(string Swatch, string Label)> Legend, string Reading);

/// <summary>
/// Draws a lab's figures. Of the parameters that differ between a figure's cases one is its axis, one (<c>by</c>) tells its curves apart, and every
/// combination of the others is a picture of its own.
/// </summary>
internal sealed class Pictures(LabOutcome outcome)
{
    /// <summary>More points than this make no line smoother.</summary>
    private const int MostPoints = 600;

    /// <summary>More letters than this have no room along an axis.</summary>
    private const int LongestTitle = 48;

    public IReadOnlyList<Picture> Of(Figure figure)
    {
        var cases = outcome.Cases.Where(one => figure.When?.Expression.Condition(one.Case.Scope) ?? true).ToList();
        var apart = outcome.Plan.Swept.Where(name => name != figure.X && name != figure.By && Differs(cases, name)).ToList();
        return [.. cases.GroupBy(one => one.Case.Describe(apart)).SelectMany(group => figure.Kind switch
        {
            FigureKind.Curves => [Curves(figure, group.Key, [.. group])],
            FigureKind.Time => Time(figure, group.Key, [.. group]) is { } picture ? [picture] : [],
            FigureKind.Timetable => Timetables(figure, group.Key, [.. group]),
            _ => Between(figure, group.Key, [.. group], cases),
        })];
    }

    /// <summary>The parameter has several values in these cases.</summary>
    public static bool Differs(IEnumerable<CaseOutcome> cases, string parameter) => cases.Select(one => one.Case[parameter].ToText()).Distinct().Skip(1).Any();

    private Picture Curves(Figure figure, string which, List<CaseOutcome> cases)
    {
        var values = cases.Select(one => one.Case[figure.X]).DistinctBy(value => value.ToText()).ToList();

        // A single value makes no axis.
        var unit = values.Count > 1 ? Numerals.UnitOf(values) : null;
        double X(CaseOutcome one) => unit is null ? values.FindIndex(value => value.ToText() == one.Case[figure.X].ToText()) : unit.Count(((NumberValue)one.Case[figure.X]).Amount);
        var measures = figure.Y.Select(name => outcome.Lab.Measures.FirstOrDefault(it => it.Name == name)).OfType<Measure>().ToList();
        var theories = outcome.Lab.Theories.Where(theory => figure.Y.Contains(theory.Name)).ToList();
        var curves = new List<Curve>();
        var colour = 0;
        foreach (var of in cases.GroupBy(one => ByOf(figure, one)))
        {
            foreach (var measure in measures)
            {
                curves.Add(new Curve(Join(of.Key, measures.Count > 1 ? Sentences.Plain(measure.Name) : "measured"), colour, false, [.. of.Select(one =>
                    new Point(X(one), one.Measured[measure.Name].Mean / measure.Unit.Factor, (one.Measured[measure.Name].HalfWidth ?? 0) / measure.Unit.Factor)).OrderBy(point => point.X)]));
                curves.AddRange(theories.Where(theory => theory.Measure == measure.Name).Select(theory => Line(of, theory, colour)));
                colour++;
            }

            // Theory about a measure that the figure does not show.
            curves.AddRange(theories.Where(theory => !figure.Y.Contains(theory.Measure)).Select(theory => Line(of, theory, colour++)));
        }

        // Several theories about one thing differ by their dashes.
        curves = [.. curves.Where(curve => curve.Points.Count > 0).GroupBy(curve => (curve.Colour, curve.IsTheory)).SelectMany(alike => alike.Select((curve, i) => curve with { Dash = i }))];
        var shown = measures.Count > 0 ? measures : [.. outcome.Lab.Measures.Where(measure => theories.Exists(theory => theory.Measure == measure.Name))];
        return Draw(figure, which, curves, WithUnit(ParameterTitle(figure.X), unit?.Name ?? ""), AxisTitle(shown), unit is null ? [.. values.Select(Numerals.Of)] : null);

        Curve Line(IEnumerable<CaseOutcome> of, Theory theory, int colour) => new(Join(ByOf(figure, of.First()), $"theory, {Sentences.Plain(theory.Name)}"), colour, true, [.. of
            .Select(one => (one, verdict: one.Verdicts.FirstOrDefault(verdict => verdict.Theory == theory))).Where(it => it.verdict is not null)
            .Select(it => new Point(X(it.one), it.verdict!.Expected / outcome.Lab.Measures.First(measure => measure.Name == theory.Measure).Unit.Factor)).OrderBy(point => point.X)]);
    }

    private Picture? Time(Figure figure, string which, List<CaseOutcome> cases)
    {
        var readings = outcome.Lab.Series.Where(reading => figure.Y.Contains(reading.Name)).ToList();
        var longest = cases.SelectMany(one => one.Runs[0].Series).Where(it => figure.Y.Contains(it.Key)).SelectMany(it => it.Value.Points.TakeLast(1)).Select(point => point.At).DefaultIfEmpty().Max();
        var (unit, seconds) = UnitOf(longest);
        var curves = new List<Curve>();
        var colour = 0;
        foreach (var one in cases)
        {
            // What a model says has the colour of what it speaks of, the measured series before it.
            var before = colour;
            foreach (var reading in readings)
            {
                if (one.Runs[0].Series.TryGetValue(reading.Name, out var series) && series.Points.Count > 0)
                {
                    var isTheory = ProbeCatalog.All.FirstOrDefault(kind => kind.Name == reading.Probe)?.IsTheory ?? false;
                    var stride = Math.Max(1, series.Points.Count / MostPoints);
                    var name = readings.Count > 1 ? reading.About.Length is > 0 and <= LongestTitle ? reading.About : Sentences.Plain(reading.Name) : "";
                    curves.Add(new Curve(Join(ByOf(figure, one), name) is { Length: > 0 } label ? label : Sentences.Plain(reading.Name), isTheory && colour > before ? colour - 1 : colour++, isTheory, [.. series.Points
                        .Where((_, index) => index % stride == 0 || index == series.Points.Count - 1).Select(point => new Point(point.At.TotalSeconds / seconds, point.Value / reading.Unit.Factor))]));
                }
            }
        }

        return curves.Count == 0 ? null : Draw(figure, which, curves, $"Time on the planet [{unit}]", AxisTitle(readings), null);
    }

    // All pictures of a figure are to one scale.
    private IEnumerable<Picture> Between(Figure figure, string which, List<CaseOutcome> cases, List<CaseOutcome> all)
    {
        var reading = outcome.Lab.Matrices.First(it => it.Name == figure.Y[0]);
        var unit = reading.Label.Length == 0 ? "" : " " + reading.Label;
        var most = all.Select(one => one.Runs[0].Matrices.GetValueOrDefault(reading.Name)).OfType<Matrix>().Select(RegionMap.MostOf).DefaultIfEmpty(0).Max();
        foreach (var one in cases)
        {
            if (!one.Runs[0].Matrices.TryGetValue(reading.Name, out var matrix))
            {
                continue;
            }

            var shown = Join(which, ByOf(figure, one));
            var title = Join(figure.Title, shown);
            yield return figure.Kind == FigureKind.Map
                ? new Picture(shown, new RegionMap { World = one.Case.World, Title = title, Between = matrix, Most = most, Factor = reading.Unit.Factor }.Draw(), [],
                    $"{Sentences.Capital(reading.About)}: an arc bends to the left of its direction and is the thicker the more, the thickest of all {Numerals.In(reading.Unit, most)}{unit}. Run with seed {outcome.Seed}.")
                : new Picture(shown, HeatMap.Draw(matrix, title, reading.Unit.Factor), [],
                    $"{WithUnit(Sentences.Capital(reading.About), reading.Label)}. {HeatMap.Reading(matrix, reading.Unit.Factor, unit)} Run with seed {outcome.Seed}.");
        }
    }

    private IEnumerable<Picture> Timetables(Figure figure, string which, List<CaseOutcome> cases)
    {
        var reading = outcome.Lab.Timetables.First(it => it.Name == figure.Y[0]);
        foreach (var one in cases)
        {
            if (one.Runs[0].Timetables.TryGetValue(reading.Name, out var timetable) && timetable.Rows.Count > 0)
            {
                var shown = Join(which, ByOf(figure, one));
                var (unit, seconds) = UnitOf(timetable.Length);
                var chart = new TimetableChart
                {
                    Title = Join(figure.Title, shown),
                    XLabel = $"Time since the measurement began [{unit}]",
                    SumLabel = WithUnit("Sum", reading.Label),
                    Timetable = timetable,
                    Seconds = seconds,
                    Factor = reading.Unit.Factor,
                };
                var unitBehind = reading.Label.Length == 0 ? "" : " " + reading.Label;
                yield return new Picture(
                    shown, chart.Draw(), [],
                    $"{Sentences.Capital(reading.About)}: a line for each, whose sum stands at its end. The least is {Numerals.In(reading.Unit, chart.Sums.Min())}{unitBehind}, the most {Numerals.In(reading.Unit, chart.Sums.Max())}{unitBehind}. Run with seed {outcome.Seed}.");
            }
        }
    }

    // Of an axis as long as this.
    private static (string Name, double Seconds) UnitOf(TimeSpan length) =>
        length.TotalMinutes < 10 ? ("s", 1.0) : length.TotalHours < 10 ? ("min", 60) : length.TotalDays < 5 ? ("h", 3600) : ("d", 86400);

    private Picture Draw(Figure figure, string which, List<Curve> curves, string x, string y, List<string>? words)
    {
        var isLine = figure.Kind == FigureKind.Time;
        var (hasTheory, hasBars) = (curves.Exists(curve => curve.IsTheory), curves.Exists(curve => curve.Points.Any(point => point.IsUncertain)));
        return new Picture(
            which,
            new LineChart { Title = Join(figure.Title, which), XLabel = x, YLabel = y, Curves = curves, Words = words, LogX = figure.LogX, LogY = figure.LogY }.Draw(),
            [.. curves.Select(curve => (curve.Swatch(isLine), curve.Label))],
            (isLine ? $"Lines are the run with seed {outcome.Seed}" : hasBars ? $"Points are measured, means over {outcome.Repetitions} runs; bars are their 95 % confidence intervals" : "Points are measured")
                + (hasTheory ? "; dashed lines are theory." : "."));
    }

    private static string ByOf(Figure figure, CaseOutcome one) => figure.By is { } by ? one.Case.Describe([by]) : "";

    private string ParameterTitle(string name) =>
        outcome.Lab.Parameters.FirstOrDefault(it => it.Name == name)?.About is { Length: > 0 and <= LongestTitle } about ? Sentences.Capital(about) : Sentences.Capital(Sentences.Plain(name));

    // What several curves have in common is what they measure.
    private static string AxisTitle(IReadOnlyList<Reading> readings) => readings.Count == 1
        ? WithUnit(Sentences.Capital(readings[0].About.Length is > 0 and <= LongestTitle ? readings[0].About : Sentences.Plain(readings[0].Name)), readings[0].Label)
        : readings[0].Unit.Dimension == Dimension.Time ? WithUnit("Time", readings[0].Label)
        : readings[0].Unit.Dimension == Dimension.Data ? WithUnit("Data", readings[0].Label)
        : readings[0].Unit.Dimension == Dimension.Rate ? WithUnit("Rate", readings[0].Label)
        : Sentences.Capital(readings[0].Label.Length > 0 ? readings[0].Label : Sentences.Plain(readings[0].Name));

    private static string WithUnit(string title, string unit) => unit.Length == 0 ? title : $"{title} [{unit}]";

    private static string Join(string a, string b) => a.Length == 0 ? b : b.Length == 0 ? a : $"{a}: {b}";
}
