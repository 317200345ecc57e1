using System.Text;
using NetMesh.Labs.Probes;
using NetMesh.Labs.Worlds;

namespace NetMesh.Labs.Reports.Charts;

/// <summary>The planet as a map (equirectangular: a degree is as long everywhere), its regions as dots, and a matrix between them as arcs.</summary>
internal static class RegionMap
{
    private const double Scale = 2.1;
    private const double Width = 360 * Scale;

    // Where nobody lives is left out.
    private const double North = 75;
    private const double South = -58;

    /// <param name="between">What passes from region to region; null: nothing is drawn between them.</param>
    /// <param name="factor">How much one of the unit is that its numbers are shown in.</param>
    public static string Draw(World world, string title, Matrix? between, double factor)
    {
        var height = (North - South) * Scale;
        var svg = new StringBuilder($"<svg viewBox=\"0 0 {Markup.At(Width)} {Markup.At(height)}\" role=\"img\" aria-label=\"{Markup.Escape(title)}\">\n<rect class=\"sea\" width=\"{Markup.At(Width)}\" height=\"{Markup.At(height)}\"/>\n");
        foreach (var coast in Coasts.All)
        {
            svg.Append($"<path class=\"land\" d=\"M{string.Join('L', coast.Select(at => $"{Markup.At(X(at.East))} {Markup.At(Y(at.North))}"))}Z\"/>\n");
        }

        for (var degree = -30; degree <= 60; degree += 30)
        {
            svg.Append($"<path class=\"grid\" d=\"M0 {Markup.At(Y(degree))}H{Markup.At(Width)}\"/>");
        }

        Arcs(svg, world, between, factor);
        var most = world.Regions.Max(region => world.Hosts.Count(host => host.Region == region));
        foreach (var region in world.Regions)
        {
            var hosts = world.Hosts.Count(host => host.Region == region);
            var (x, y) = (X(region.Longitude), Y(region.Latitude));
            svg.Append($"<circle class=\"c0 dot\" cx=\"{Markup.At(x)}\" cy=\"{Markup.At(y)}\" r=\"{Markup.At(2.5 + (5.5 * Math.Sqrt((double)hosts / Math.Max(1, most))))}\"><title>{Markup.Escape(region.Label)}: {hosts} hosts</title></circle>");
            svg.Append($"<text class=\"mark\" text-anchor=\"middle\" x=\"{Markup.At(x)}\" y=\"{Markup.At(y - 10)}\">{Markup.Escape(region.Label)}</text>\n");
        }

        return svg.Append("</svg>\n").ToString();
    }

    private static void Arcs(StringBuilder svg, World world, Matrix? between, double factor)
    {
        if (between is null)
        {
            return;
        }

        var most = 0.0;
        var arcs = new List<(int From, int To, double Value)>();
        for (var row = 0; row < between.Rows.Count; row++)
        {
            for (var column = 0; column < between.Columns.Count; column++)
            {
                if (between.Rows[row] != between.Columns[column] && between.Cells[row, column] > 0)
                {
                    arcs.Add((row, column, between.Cells[row, column]));
                    most = Math.Max(most, between.Cells[row, column]);
                }
            }
        }

        // Each direction bends to its own side.
        foreach (var (row, column, value) in arcs.OrderBy(arc => arc.Value))
        {
            var (a, b) = (world.Regions.FirstOrDefault(it => it.Label == between.Rows[row]), world.Regions.FirstOrDefault(it => it.Label == between.Columns[column]));
            if (a is null || b is null)
            {
                continue;
            }

            var (x1, y1, x2, y2) = (X(a.Longitude), Y(a.Latitude), X(b.Longitude), Y(b.Latitude));
            var (middleX, middleY) = (((x1 + x2) / 2) + (0.18 * (y2 - y1)), ((y1 + y2) / 2) - (0.18 * (x2 - x1)));
            svg.Append($"<path class=\"arc\" stroke-width=\"{Markup.At(0.5 + (6 * value / most))}\" d=\"M{Markup.At(x1)} {Markup.At(y1)}Q{Markup.At(middleX)} {Markup.At(middleY)} {Markup.At(x2)} {Markup.At(y2)}\"><title>{Markup.Escape($"{a.Label} → {b.Label}")}: {Numerals.Short(value / factor)}</title></path>\n");
        }
    }

    private static double X(double east) => (east + 180) * Scale;

    private static double Y(double north) => (North - north) * Scale;
}
