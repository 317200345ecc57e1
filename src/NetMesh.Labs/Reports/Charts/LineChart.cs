using System.Text;

namespace NetMesh.Labs.Reports.Charts;

/// <summary>A point, with half the length of its error bar.</summary>
internal readonly record struct Point(double X, double Y, double HalfWidth = 0);

/// <param name="Label">For the legend.</param>
/// <param name="Colour">Curves about the same thing have one colour: theory and measurement.</param>
/// <param name="IsTheory">A dashed line; otherwise points, with a thin line that leads the eye.</param>
/// <param name="Points">From left to right.</param>
internal sealed record Curve(string Label, int Colour, bool IsTheory, IReadOnlyList<Point> Points);

/// <summary>Curves over an axis, as inline SVG whose colours come from the page's style sheet.</summary>
internal sealed record LineChart
{
    private const double Width = 760;
    private const double Height = 380;
    private const double Left = 78;
    private const double Right = 16;
    private const double Top = 12;
    private const double Bottom = 52;

    /// <summary>Curves with more points than this are drawn as lines alone.</summary>
    private const int MostDots = 60;

    public required string Title { get; init; }

    public required string XLabel { get; init; }

    public required string YLabel { get; init; }

    public required IReadOnlyList<Curve> Curves { get; init; }

    /// <summary>Names of the positions 0, 1, 2, …, where the axis holds words; null: it holds numbers.</summary>
    public IReadOnlyList<string>? Words { get; init; }

    public bool LogX { get; init; }

    public bool LogY { get; init; }

    /// <summary>How a curve is drawn, for the legend.</summary>
    public static string Swatch(Curve curve) =>
        $"<svg class=\"swatch\" viewBox=\"0 0 34 12\"><path class=\"{ReportStyle.Colour(curve.Colour)} {(curve.IsTheory ? "theory" : "measured")}\" d=\"M1 6H33\"/>"
        + (curve.IsTheory ? "" : $"<circle class=\"{ReportStyle.Colour(curve.Colour)} dot\" cx=\"17\" cy=\"6\" r=\"4\"/>") + "</svg>";

    public string Draw()
    {
        var points = Curves.SelectMany(curve => curve.Points).ToList();
        var x = Words is null ? new Axis(points.Select(point => point.X), LogX, fromZero: !LogX && points.Exists(point => point.X == 0)) : null;
        var y = new Axis(points.SelectMany(point => (double[])[point.Y - point.HalfWidth, point.Y + point.HalfWidth]).Where(value => !LogY || value > 0), LogY, fromZero: true);
        double AtX(double value) => Left + ((Width - Left - Right) * (x?.Position(value) ?? (Words!.Count == 1 ? 0.5 : (value + 0.5) / Words.Count)));
        double AtY(double value) => Height - Bottom - ((Height - Top - Bottom) * y.Position(value));

        var svg = new StringBuilder($"<svg viewBox=\"0 0 {Width} {Height}\" role=\"img\" aria-label=\"{Markup.Escape(Title)}\">\n");
        foreach (var mark in y.Marks)
        {
            svg.Append($"<path class=\"grid\" d=\"M{Left} {Markup.At(AtY(mark))}H{Width - Right}\"/><text class=\"mark\" text-anchor=\"end\" x=\"{Left - 8}\" y=\"{Markup.At(AtY(mark) + 4)}\">{Axis.Label(mark)}</text>\n");
        }

        for (var i = 0; i < (x?.Marks.Count ?? Words!.Count); i++)
        {
            var at = Markup.At(AtX(x?.Marks[i] ?? i));
            svg.Append($"<path class=\"grid\" d=\"M{at} {Height - Bottom}v5\"/><text class=\"mark\" text-anchor=\"middle\" x=\"{at}\" y=\"{Height - Bottom + 19}\">{Markup.Escape(x is null ? Words![i] : Axis.Label(x.Marks[i]))}</text>\n");
        }

        svg.Append($"<path class=\"axis\" d=\"M{Left} {Top}V{Height - Bottom}H{Width - Right}\"/>\n");
        svg.Append($"<text class=\"label\" text-anchor=\"middle\" x=\"{(Left + Width - Right) / 2}\" y=\"{Height - 8}\">{Markup.Escape(XLabel)}</text>\n");
        svg.Append($"<text class=\"label\" text-anchor=\"middle\" transform=\"translate(14 {(Top + Height - Bottom) / 2}) rotate(-90)\">{Markup.Escape(YLabel)}</text>\n");
        foreach (var curve in Curves)
        {
            Draw(svg, curve, AtX, AtY);
        }

        return svg.Append("</svg>\n").ToString();
    }

    private static void Draw(StringBuilder svg, Curve curve, Func<double, double> atX, Func<double, double> atY)
    {
        var seen = curve.Points.Where(point => double.IsFinite(point.X) && double.IsFinite(point.Y)).ToList();
        if (seen.Count == 0)
        {
            return;
        }

        var path = string.Join('L', seen.Select(point => $"{Markup.At(atX(point.X))} {Markup.At(atY(point.Y))}"));

        // A line through one point cannot be seen; theory about one case is a short stroke.
        svg.Append(seen.Count == 1 && curve.IsTheory
            ? $"<path class=\"{ReportStyle.Colour(curve.Colour)} theory\" d=\"M{Markup.At(atX(seen[0].X) - 18)} {Markup.At(atY(seen[0].Y))}h36\"/>\n"
            : $"<path class=\"{ReportStyle.Colour(curve.Colour)} {(curve.IsTheory ? "theory" : "measured")}\" d=\"M{path}\"/>\n");
        foreach (var point in curve.IsTheory || seen.Count > MostDots ? [] : seen)
        {
            var (x, y) = (Markup.At(atX(point.X)), Markup.At(atY(point.Y)));
            if (point.HalfWidth > 0)
            {
                svg.Append($"<path class=\"{ReportStyle.Colour(curve.Colour)} bar\" d=\"M{x} {Markup.At(atY(point.Y - point.HalfWidth))}V{Markup.At(atY(point.Y + point.HalfWidth))}\"/>");
            }

            svg.Append($"<circle class=\"{ReportStyle.Colour(curve.Colour)} dot\" cx=\"{x}\" cy=\"{y}\" r=\"4\"><title>{Markup.Escape(curve.Label)}: {Numerals.Short(point.X)} → {Numerals.Short(point.Y)}</title></circle>\n");
        }
    }
}
