using NetMesh.Labs.Experiments;
using NetMesh.Labs.Experiments.Sections;
using NetMesh.Labs.Expressions;
using NetMesh.Labs.Reports.Charts;
using NetMesh.Labs.Runs;

namespace NetMesh.Labs.Reports;

/// <summary>One picture of a figure.</summary>
/// <param name="Caption">Which cases it shows; empty where it shows all.</param>
/// <param name="Svg">The drawing.</param>
/// <param name="Legend">Swatches and what they stand for.</param>
internal sealed record Picture(string Caption, string Svg, IReadOnlyList<(string Swatch, string Label)> Legend);

/// <summary>
/// Draws a lab's figures. Of the parameters that differ between a figure's cases one is its axis, one (<c>by</c>) tells its curves apart, and every
/// combination of the others is a picture of its own.
/// </summary>
internal sealed class Pictures(LabOutcome outcome)
{
    /// <summary>More points than this make no line smoother.</summary>
    private const int MostPoints = 600;

    public IReadOnlyList<Picture> Of(Figure figure)
    {
        var cases = outcome.Cases.Where(one => figure.When?.Expression.Condition(one.Case.Scope) ?? true).ToList();
        var apart = outcome.Plan.Swept.Where(name => name != figure.X && name != figure.By && cases.Select(one => one.Case[name].ToText()).Distinct().Skip(1).Any()).ToList();
        return [.. cases.GroupBy(one => one.Case.Describe(apart)).SelectMany(group => figure.Kind switch
        {
            FigureKind.Curves => [Curves(figure, group.Key, [.. group])],
            FigureKind.Time => Time(figure, group.Key, [.. group]) is { } picture ? [picture] : [],
            _ => group.Select(one => Between(figure, Join(group.Key, ByOf(figure, one)), one)).OfType<Picture>(),
        })];
    }

    private Picture Curves(Figure figure, string caption, List<CaseOutcome> cases)
    {
        var values = cases.Select(one => one.Case[figure.X]).DistinctBy(value => value.ToText()).ToList();
        var unit = Numerals.UnitOf(values);
        double X(CaseOutcome one) => unit is null ? values.FindIndex(value => value.ToText() == one.Case[figure.X].ToText()) : unit.Count(((NumberValue)one.Case[figure.X]).Amount);
        var curves = new List<Curve>();
        var colour = 0;
        foreach (var of in cases.GroupBy(one => ByOf(figure, one)))
        {
            foreach (var measure in figure.Y.Select(name => outcome.Lab.Measures.FirstOrDefault(it => it.Name == name)).OfType<Measure>())
            {
                curves.Add(new Curve(Join(of.Key, measure.Name), colour, false, [.. of.Select(one =>
                    new Point(X(one), one.Measured[measure.Name].Mean / measure.Unit.Factor, (one.Measured[measure.Name].HalfWidth ?? 0) / measure.Unit.Factor)).OrderBy(point => point.X)]));
                foreach (var theory in outcome.Lab.Theories.Where(theory => theory.Measure == measure.Name && figure.Y.Contains(theory.Name)))
                {
                    curves.Add(Line(of, theory, measure.Unit, colour, Join(of.Key, theory.Name)));
                }

                colour++;
            }

            // Theory about a measure that the figure does not show.
            foreach (var theory in outcome.Lab.Theories.Where(theory => figure.Y.Contains(theory.Name) && !figure.Y.Contains(theory.Measure)))
            {
                curves.Add(Line(of, theory, outcome.Lab.Measures.First(it => it.Name == theory.Measure).Unit, colour++, Join(of.Key, theory.Name)));
            }
        }

        curves.RemoveAll(curve => curve.Points.Count == 0);
        var first = outcome.Lab.Measures.FirstOrDefault(it => figure.Y.Contains(it.Name)) ?? outcome.Lab.Measures.First(it => outcome.Lab.Theories.Any(theory => theory.Measure == it.Name && figure.Y.Contains(theory.Name)));
        return Draw(figure, caption, curves, unit is null || unit.Name.Length == 0 ? figure.X : $"{figure.X} [{unit.Name}]", AxisTitle(first), unit is null ? [.. values.Select(Numerals.Of)] : null);

        Curve Line(IEnumerable<CaseOutcome> of, Theory theory, Unit shown, int colour, string label) => new(label, colour, true, [.. of
            .Select(one => (one, verdict: one.Verdicts.FirstOrDefault(verdict => verdict.Theory == theory))).Where(it => it.verdict is not null)
            .Select(it => new Point(X(it.one), it.verdict!.Expected / shown.Factor)).OrderBy(point => point.X)]);
    }

    private Picture? Time(Figure figure, string caption, List<CaseOutcome> cases)
    {
        var curves = new List<Curve>();
        foreach (var one in cases)
        {
            foreach (var reading in outcome.Lab.Series.Where(reading => figure.Y.Contains(reading.Name)))
            {
                if (one.Runs[0].Series.TryGetValue(reading.Name, out var series) && series.Points.Count > 0)
                {
                    var stride = Math.Max(1, series.Points.Count / MostPoints);
                    curves.Add(new Curve(Join(ByOf(figure, one), reading.Name), curves.Count, false, [.. series.Points
                        .Where((_, index) => index % stride == 0 || index == series.Points.Count - 1).Select(point => new Point(point.At.TotalSeconds, point.Value / reading.Unit.Factor))]));
                }
            }
        }

        return curves.Count == 0 ? null : Draw(figure, caption, curves, "time [s]", AxisTitle(outcome.Lab.Series.First(reading => figure.Y.Contains(reading.Name))), null);
    }

    private Picture? Between(Figure figure, string caption, CaseOutcome one)
    {
        var reading = outcome.Lab.Matrices.First(it => it.Name == figure.Y[0]);
        if (!one.Runs[0].Matrices.TryGetValue(reading.Name, out var matrix))
        {
            return null;
        }

        var svg = figure.Kind == FigureKind.Map
            ? RegionMap.Draw(one.Case.World, figure.Title, matrix, reading.Unit.Factor)
            : HeatMap.Draw(matrix, figure.Title, reading.Unit.Factor);
        return new Picture(Join(caption, AxisTitle(reading)), svg, []);
    }

    private static Picture Draw(Figure figure, string caption, List<Curve> curves, string x, string y, List<string>? words) => new(
        caption,
        new LineChart { Title = figure.Title, XLabel = x, YLabel = y, Curves = curves, Words = words, LogX = figure.LogX, LogY = figure.LogY }.Draw(),
        [.. curves.Select(curve => (LineChart.Swatch(curve), curve.Label + (curve.IsTheory ? " (theory)" : "")))]);

    private static string ByOf(Figure figure, CaseOutcome one) => figure.By is { } by ? one.Case.Describe([by]) : "";

    private static string AxisTitle(Reading reading) => reading.Label.Length == 0 ? reading.Name : $"{reading.Name} [{reading.Label}]";

    private static string Join(string a, string b) => a.Length == 0 ? b : b.Length == 0 ? a : $"{a}: {b}";
}
