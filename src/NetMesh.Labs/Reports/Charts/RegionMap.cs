using System.Text;
using NetMesh.Labs.Probes;
using NetMesh.Labs.Worlds;

namespace NetMesh.Labs.Reports.Charts;

/// <summary>The planet as a map (equirectangular: a degree is as long everywhere), its regions as dots, and a matrix between them as arcs.</summary>
internal sealed record RegionMap
{
    private const double Scale = 2.1;
    private const double Width = 360 * Scale;

    // Where nobody lives is left out.
    private const double North = 75;
    private const double South = -58;

    public required World World { get; init; }

    public required string Title { get; init; }

    /// <summary>What passes from region to region; null: nothing is drawn between them.</summary>
    public Matrix? Between { get; init; }

    /// <summary>What the thickest arc stands for, so that maps of one figure can be compared.</summary>
    public double Most { get; init; }

    /// <summary>How much one of the unit is that numbers are shown in.</summary>
    public double Factor { get; init; } = 1;

    /// <summary>The most that passes from one region to another.</summary>
    public static double MostOf(Matrix between) => Pairs(between).Select(pair => pair.Value).DefaultIfEmpty(0).Max();

    public string Draw() => Canvas.Both(Draw);

    private string Draw(Canvas canvas)
    {
        var height = (North - South) * Scale;
        var svg = new StringBuilder($"<svg class=\"{canvas.Class}\" viewBox=\"0 0 {Markup.At(Width)} {Markup.At(height)}\" role=\"img\" aria-label=\"{Markup.Escape(Title)}\">\n<rect class=\"sea\" width=\"{Markup.At(Width)}\" height=\"{Markup.At(height)}\"/>\n");
        foreach (var coast in Coasts.All)
        {
            svg.Append($"<path class=\"land\" d=\"M{string.Join('L', coast.Select(at => $"{Markup.At(X(at.East))} {Markup.At(Y(at.North))}"))}Z\"/>\n");
        }

        for (var degree = -30; degree <= 60; degree += 30)
        {
            svg.Append($"<path class=\"grid\" d=\"M0 {Markup.At(Y(degree))}H{Markup.At(Width)}\"/>");
        }

        Arcs(svg);
        var most = World.Regions.Max(region => World.Hosts.Count(host => host.Region == region));
        var names = new List<MapName>();
        foreach (var region in World.Regions)
        {
            var hosts = World.Hosts.Count(host => host.Region == region);
            var (x, y) = (X(region.Longitude), Y(region.Latitude));
            var radius = (2.5 + (5.5 * Math.Sqrt((double)hosts / Math.Max(1, most)))) * Math.Sqrt(canvas.MapText);
            svg.Append($"<circle class=\"c0 dot\" cx=\"{Markup.At(x)}\" cy=\"{Markup.At(y)}\" r=\"{Markup.At(radius)}\"><title>{Markup.Escape(region.Label)}: {hosts} hosts</title></circle>\n");
            names.Add(MapName.Place(region.Label, (x, y), radius, canvas.MapText, (Width, height), names));
        }

        foreach (var name in names)
        {
            svg.Append($"<text class=\"place\" text-anchor=\"middle\" style=\"font-size:{Markup.At(12 * canvas.MapText)}px\" x=\"{Markup.At(name.X)}\" y=\"{Markup.At(name.Baseline)}\">{Markup.Escape(name.Text)}</text>\n");
        }

        return svg.Append("</svg>\n").ToString();
    }

    private void Arcs(StringBuilder svg)
    {
        // Each direction bends to its own side.
        foreach (var (from, to, value) in Pairs(Between).OrderBy(pair => pair.Value))
        {
            if (World.Regions.FirstOrDefault(it => it.Label == from) is not { } a || World.Regions.FirstOrDefault(it => it.Label == to) is not { } b)
            {
                continue;
            }

            var (x1, y1, x2, y2) = (X(a.Longitude), Y(a.Latitude), X(b.Longitude), Y(b.Latitude));
            var (middleX, middleY) = (((x1 + x2) / 2) + (0.18 * (y2 - y1)), ((y1 + y2) / 2) - (0.18 * (x2 - x1)));
            svg.Append($"<path class=\"arc\" stroke-width=\"{Markup.At(0.5 + (7.5 * value / Math.Max(Most, value)))}\" d=\"M{Markup.At(x1)} {Markup.At(y1)}Q{Markup.At(middleX)} {Markup.At(middleY)} {Markup.At(x2)} {Markup.At(y2)}\"><title>{Markup.Escape($"{a.Label} → {b.Label}")}: {Numerals.Short(value / Factor)}</title></path>\n");
        }
    }

    private static IEnumerable<(string From, string To, double Value)> Pairs(Matrix? between) => between is null ? [] :
        from row in Enumerable.Range(0, between.Rows.Count)
        from column in Enumerable.Range(0, between.Columns.Count)
        where between.Rows[row] != between.Columns[column] && between.Cells[row, column] > 0
        select (between.Rows[row], between.Columns[column], between.Cells[row, column]);

    private static double X(double east) => (east + 180) * Scale;

    private static double Y(double north) => (North - north) * Scale;
}
