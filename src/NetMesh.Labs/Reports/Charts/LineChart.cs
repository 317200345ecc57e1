using System.Text;

namespace NetMesh.Labs.Reports.Charts;

/// <summary>Curves over an axis, as inline SVG whose colours come from the page's style sheet.</summary>
internal sealed record LineChart
{
    private const double Right = 30;
    private const double Top = 34;
    private const double Bottom = 52;

    /// <summary>Curves with more points than this are drawn as lines alone.</summary>
    private const int MostDots = 60;

    /// <summary>Room between two labels of an axis.</summary>
    private const double Gap = 8;

    public required string Title { get; init; }

    public required string XLabel { get; init; }

    public required string YLabel { get; init; }

    public required IReadOnlyList<Curve> Curves { get; init; }

    /// <summary>Names of the positions 0, 1, 2, …, where the axis holds words; null: it holds numbers.</summary>
    public IReadOnlyList<string>? Words { get; init; }

    public bool LogX { get; init; }

    public bool LogY { get; init; }

    /// <summary>The chart, for every <see cref="Canvas"/>.</summary>
    public string Draw() => Canvas.Both(Draw);

    public string Draw(Canvas canvas)
    {
        var points = Curves.SelectMany(curve => curve.Points).ToList();
        var x = Words is null ? new Axis(points.Select(point => point.X), LogX, fromZero: !LogX && points.Exists(point => point.X == 0)) : null;
        var y = new Axis(points.SelectMany(point => (double[])[Low(point), point.Y + point.HalfWidth]).Where(value => !LogY || value > 0), LogY, fromZero: true);
        var left = 22 + y.Marks.Max(mark => Canvas.WidthOf(Axis.Label(mark)));
        double AtX(double value) => left + ((canvas.Width - left - Right) * (x?.Position(value) ?? (Words!.Count == 1 ? 0.5 : (value + 0.5) / Words.Count)));
        double AtY(double value) => canvas.Height - Bottom - ((canvas.Height - Top - Bottom) * y.Position(value));

        var svg = new StringBuilder($"<svg class=\"{canvas.Class}\" viewBox=\"0 0 {canvas.Width} {canvas.Height}\" role=\"img\" aria-label=\"{Markup.Escape(Title)}\">\n");
        foreach (var mark in y.Marks)
        {
            svg.Append($"<path class=\"grid\" d=\"M{Markup.At(left)} {Markup.At(AtY(mark))}H{canvas.Width - Right}\"/><text class=\"mark\" text-anchor=\"end\" x=\"{Markup.At(left - 8)}\" y=\"{Markup.At(AtY(mark) + 4)}\">{Axis.Label(mark)}</text>\n");
        }

        XMarks(svg, canvas, x, AtX);
        svg.Append($"<path class=\"axis\" d=\"M{Markup.At(left)} {Top}V{canvas.Height - Bottom}H{canvas.Width - Right}\"/>\n");
        svg.Append($"<text class=\"label\" text-anchor=\"middle\" x=\"{canvas.Width / 2}\" y=\"{canvas.Height - 8}\">{Markup.Escape(XLabel)}</text>\n");
        svg.Append($"<text class=\"label\" x=\"4\" y=\"14\">{Markup.Escape(YLabel)}</text>\n");
        foreach (var curve in Curves)
        {
            Draw(svg, curve, AtX, AtY);
        }

        return svg.Append("</svg>\n").ToString();
    }

    // What is never below 0 is not drawn there either, however uncertain.
    private double Low(Point point) => point.Y >= 0 && !LogY ? Math.Max(0, point.Y - point.HalfWidth) : point.Y - point.HalfWidth;

    // Numbers are thinned out until they have room; words, which all count, stand in two lines.
    private void XMarks(StringBuilder svg, Canvas canvas, Axis? x, Func<double, double> atX)
    {
        var marks = x is null
            ? [.. Words!.Select((word, i) => (At: atX(i), Text: word))]
            : x.Marks.Select(mark => (At: atX(mark), Text: Axis.Label(mark))).ToList();
        while (x is not null && marks.Count > 2 && !HaveRoom(marks))
        {
            marks = [.. marks.Where((_, i) => (marks.Count - 1 - i) % (marks.Count % 3 == 1 ? 3 : 2) == 0)];
        }

        var isStaggered = x is null && !HaveRoom(marks);
        for (var i = 0; i < marks.Count; i++)
        {
            var (at, text) = marks[i];
            svg.Append($"<path class=\"grid\" d=\"M{Markup.At(at)} {canvas.Height - Bottom}v5\"/><text class=\"mark\" text-anchor=\"middle\" x=\"{Markup.At(at)}\" y=\"{canvas.Height - Bottom + (isStaggered && i % 2 == 0 ? 30 : 17)}\">{Markup.Escape(text)}</text>\n");
        }
    }

    private static bool HaveRoom(List<(double At, string Text)> marks) => marks.Zip(marks.Skip(1))
        .All(pair => pair.Second.At - pair.First.At >= ((Canvas.WidthOf(pair.First.Text) + Canvas.WidthOf(pair.Second.Text)) / 2) + Gap);

    private void Draw(StringBuilder svg, Curve curve, Func<double, double> atX, Func<double, double> atY)
    {
        var seen = curve.Points.Where(point => double.IsFinite(point.X) && double.IsFinite(point.Y)).ToList();
        if (seen.Count == 0)
        {
            return;
        }

        // A line through one point cannot be seen; theory about one case is a short stroke.
        var path = seen.Count == 1 && curve.IsTheory
            ? $"{Markup.At(atX(seen[0].X) - 18)} {Markup.At(atY(seen[0].Y))}h36"
            : string.Join('L', seen.Select(point => $"{Markup.At(atX(point.X))} {Markup.At(atY(point.Y))}"));
        svg.Append($"<path class=\"{curve.Style}\" d=\"M{path}\"/>\n");
        foreach (var point in curve.IsTheory || seen.Count > MostDots ? [] : seen)
        {
            var (x, y) = (atX(point.X), atY(point.Y));
            if (point.IsUncertain)
            {
                svg.Append($"<path class=\"{ReportStyle.Colour(curve.Colour)} bar\" d=\"M{Markup.At(x)} {Markup.At(atY(Low(point)))}V{Markup.At(atY(point.Y + point.HalfWidth))}\"/>");
            }

            svg.Append(Dot.Draw(curve.Colour, x, y, $"{curve.Label}: {Numerals.Short(point.X)} → {Numerals.Short(point.Y)}")).Append('\n');
        }
    }
}
