namespace NetMesh.Labs.Reports.Charts;

/// <summary>A point, with half the length of its error bar.</summary>
internal readonly record struct Point(double X, double Y, double HalfWidth = 0)
{
    /// <summary>Its error bar can be seen; what runs differ by in the last binary digit cannot.</summary>
    public bool IsUncertain => HalfWidth > 1e-4 * Math.Abs(Y);
}

/// <param name="Label">For the legend.</param>
/// <param name="Colour">Curves about the same thing have one colour: theory and measurement.</param>
/// <param name="IsTheory">A dashed line; otherwise points, with a thin line that leads the eye.</param>
/// <param name="Points">From left to right.</param>
internal sealed record Curve(string Label, int Colour, bool IsTheory, IReadOnlyList<Point> Points)
{
    private static readonly string[] Dashes = ["theory", "theory dotted", "theory broken"];

    /// <summary>Which of the dashes; for theories about one thing.</summary>
    public int Dash { get; init; }

    /// <summary>The classes of its line.</summary>
    public string Style => $"{ReportStyle.Colour(Colour)} {(IsTheory ? Dashes[Dash % Dashes.Length] : "measured")}";

    /// <summary>How it is drawn, for the legend.</summary>
    /// <param name="isLine">It has too many points to show them.</param>
    public string Swatch(bool isLine) =>
        $"<svg class=\"swatch\" viewBox=\"0 0 34 12\" aria-hidden=\"true\"><path class=\"{Style}\" d=\"M1 6H33\"/>{(IsTheory || isLine ? "" : Dot.Draw(Colour, 17, 6, ""))}</svg>";
}

/// <summary>A measured point. Its shape goes with its colour, so that a curve can be told from others on grey paper, too.</summary>
internal static class Dot
{
    private const int Shapes = 4;

    /// <param name="title">Shown where the mouse points at it; empty: nothing.</param>
    public static string Draw(int colour, double x, double y, string title)
    {
        var style = $"class=\"{ReportStyle.Colour(colour)} dot\"";
        var (shape, rest) = (colour % Shapes) switch
        {
            0 => ("circle", $"cx=\"{Markup.At(x)}\" cy=\"{Markup.At(y)}\" r=\"4\""),
            1 => ("rect", $"x=\"{Markup.At(x - 4)}\" y=\"{Markup.At(y - 4)}\" width=\"8\" height=\"8\""),
            2 => ("path", $"d=\"M{Markup.At(x)} {Markup.At(y - 5)}l5 9h-10Z\""),
            _ => ("path", $"d=\"M{Markup.At(x)} {Markup.At(y - 5.5)}l5.5 5.5l-5.5 5.5l-5.5 -5.5Z\""),
        };
        return title.Length == 0 ? $"<{shape} {style} {rest}/>" : $"<{shape} {style} {rest}><title>{Markup.Escape(title)}</title></{shape}>";
    }
}
