using System.Text;
using NetMesh.Labs.Probes;

namespace NetMesh.Labs.Reports.Charts;

/// <summary>A matrix as a field of squares, the fuller the more, as inline SVG.</summary>
internal static class HeatMap
{
    /// <summary>More squares than this cannot be told apart.</summary>
    private const int MostCells = 40_000;

    private const int MostLabels = 40;
    private const double Side = 460;

    /// <summary>The drawing, or a sentence where there are too many squares.</summary>
    /// <param name="factor">How much one of the unit is that numbers are shown in.</param>
    public static string Draw(Matrix matrix, string title, double factor)
    {
        var (rows, columns) = (matrix.Rows.Count, matrix.Columns.Count);
        if (rows * columns is 0 or > MostCells)
        {
            return $"<p>{rows} × {columns} numbers, too many to draw.</p>\n";
        }

        var most = matrix.Cells.Cast<double>().Where(double.IsFinite).DefaultIfEmpty(0).Max();
        var isLabelled = Math.Max(rows, columns) <= MostLabels;
        var margin = isLabelled ? 9.0 + (6.2 * matrix.Rows.Concat(matrix.Columns).Max(label => label.Length)) : 8;
        var cell = Math.Min(28, Side / Math.Max(rows, columns));
        var svg = new StringBuilder(
            $"<svg class=\"field\" viewBox=\"0 0 {Markup.At(margin + (cell * columns) + 4)} {Markup.At(margin + (cell * rows) + 4)}\" style=\"max-width:{Markup.At(margin + (cell * columns) + 4)}px\" role=\"img\" aria-label=\"{Markup.Escape(title)}\">\n");
        for (var row = 0; row < rows; row++)
        {
            var y = margin + (cell * row);
            if (isLabelled)
            {
                svg.Append($"<text class=\"mark\" text-anchor=\"end\" x=\"{Markup.At(margin - 5)}\" y=\"{Markup.At(y + (cell / 2) + 4)}\">{Markup.Escape(matrix.Rows[row])}</text>\n");
            }

            for (var column = 0; column < columns; column++)
            {
                var value = matrix.Cells[row, column];
                var share = most > 0 && double.IsFinite(value) ? Math.Max(0, value / most) : 0;
                svg.Append($"<rect class=\"cell\" x=\"{Markup.At(margin + (cell * column))}\" y=\"{Markup.At(y)}\" width=\"{Markup.At(cell)}\" height=\"{Markup.At(cell)}\" fill-opacity=\"{share:0.###}\"><title>{Markup.Escape($"{matrix.Rows[row]} → {matrix.Columns[column]}: {Numerals.Short(value / factor)}")}</title></rect>");
            }
        }

        for (var column = 0; column < (isLabelled ? columns : 0); column++)
        {
            var x = margin + (cell * (column + 0.5));
            svg.Append($"<text class=\"mark\" transform=\"translate({Markup.At(x + 4)} {Markup.At(margin - 5)}) rotate(-90)\">{Markup.Escape(matrix.Columns[column])}</text>\n");
        }

        return svg.Append("</svg>\n").Append($"<p class=\"legend\">Rows to columns. A full square is {Numerals.Short(most / factor)}.</p>\n").ToString();
    }
}
