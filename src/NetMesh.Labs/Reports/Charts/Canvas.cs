namespace NetMesh.Labs.Reports.Charts;

/// <summary>
/// The paper that a chart is drawn on, in pixels. A chart for a lecture hall that is shrunk to a phone's width has letters that nobody can read, and so every chart
/// is drawn twice; the style sheet shows one of the two.
/// </summary>
/// <param name="Class">By which the style sheet knows it.</param>
/// <param name="Width">Of the drawing.</param>
/// <param name="Height">Of a chart with axes.</param>
/// <param name="MapText">How large letters and dots of a map are, whose drawing is shrunk with the page: 1 is a chart's.</param>
internal sealed record Canvas(string Class, double Width, double Height, double MapText)
{
    /// <summary>Digits and letters are about this wide, in a chart's type of 12 pixels.</summary>
    private const double LetterWidth = 6.9;

    public static Canvas Wide { get; } = new("wide-drawing", 760, 380, 1);

    public static Canvas Narrow { get; } = new("narrow-drawing", 360, 320, 2);

    /// <summary>A drawing on each of them.</summary>
    public static string Both(Func<Canvas, string> draw) => draw(Wide) + draw(Narrow);

    /// <summary>About how wide a text is.</summary>
    public static double WidthOf(string text) => text.Length * LetterWidth;
}
