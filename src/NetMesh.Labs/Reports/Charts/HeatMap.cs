using System.Text;
using NetMesh.Labs.Probes;

namespace NetMesh.Labs.Reports.Charts;

/// <summary>A matrix as a field of squares, the fuller the more, as inline SVG; with its numbers where there is room for them.</summary>
internal static class HeatMap
{
    /// <summary>More squares than this cannot be told apart.</summary>
    private const int MostCells = 40_000;

    private const int MostLabels = 24;
    private const int MostNumbers = 8;
    private const double Side = 460;

    /// <summary>Of a full square; letters on it must stay readable.</summary>
    private const double Fullest = 0.75;

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
        var (isLabelled, isNumbered) = (Math.Max(rows, columns) <= MostLabels, Math.Max(rows, columns) <= MostNumbers);
        var margin = isLabelled ? 14 + matrix.Rows.Max(Canvas.WidthOf) : 8;
        var cellHeight = isNumbered ? 34 : Math.Min(28, Side / Math.Max(rows, columns));
        var cellWidth = isNumbered ? Math.Max(58, 12 + matrix.Columns.Max(Canvas.WidthOf)) : cellHeight;
        var head = !isLabelled ? 8 : isNumbered ? 26 : 14 + matrix.Columns.Max(Canvas.WidthOf);
        var (width, height) = (margin + (cellWidth * columns) + 4, head + (cellHeight * rows) + 4);
        var svg = new StringBuilder(
            $"<svg class=\"field\" viewBox=\"0 0 {Markup.At(width)} {Markup.At(height)}\" style=\"width:{Markup.At(width)}px\" role=\"img\" aria-label=\"{Markup.Escape(title)}\">\n");
        for (var row = 0; row < rows; row++)
        {
            var y = head + (cellHeight * row);
            if (isLabelled)
            {
                svg.Append($"<text class=\"mark\" text-anchor=\"end\" x=\"{Markup.At(margin - 6)}\" y=\"{Markup.At(y + (cellHeight / 2) + 4)}\">{Markup.Escape(matrix.Rows[row])}</text>\n");
            }

            for (var column = 0; column < columns; column++)
            {
                var (x, value) = (margin + (cellWidth * column), matrix.Cells[row, column]);
                var share = most > 0 && double.IsFinite(value) ? Math.Max(0, value / most) : 0;
                svg.Append($"<rect class=\"cell\" x=\"{Markup.At(x)}\" y=\"{Markup.At(y)}\" width=\"{Markup.At(cellWidth)}\" height=\"{Markup.At(cellHeight)}\" fill-opacity=\"{Fullest * share:0.###}\"><title>{Markup.Escape($"{matrix.Rows[row]} → {matrix.Columns[column]}: {Numerals.Short(value / factor)}")}</title></rect>");
                if (isNumbered)
                {
                    svg.Append($"<text text-anchor=\"middle\" x=\"{Markup.At(x + (cellWidth / 2))}\" y=\"{Markup.At(y + (cellHeight / 2) + 4)}\">{Numerals.Short(value / factor)}</text>\n");
                }
            }
        }

        for (var column = 0; column < (isLabelled ? columns : 0); column++)
        {
            var x = margin + (cellWidth * (column + 0.5));
            svg.Append(isNumbered
                ? $"<text class=\"mark\" text-anchor=\"middle\" x=\"{Markup.At(x)}\" y=\"{Markup.At(head - 8)}\">{Markup.Escape(matrix.Columns[column])}</text>\n"
                : $"<text class=\"mark\" transform=\"translate({Markup.At(x + 4)} {Markup.At(head - 6)}) rotate(-90)\">{Markup.Escape(matrix.Columns[column])}</text>\n");
        }

        return $"<div class=\"wide\" tabindex=\"0\">{svg}</svg></div>\n";
    }

    /// <summary>How to read it, with the largest number as the example.</summary>
    /// <param name="unit">As it is written behind a number.</param>
    public static string Reading(Matrix matrix, double factor, string unit)
    {
        var (best, most) = ((Row: 0, Column: 0), double.NegativeInfinity);
        for (var row = 0; row < matrix.Rows.Count; row++)
        {
            for (var column = 0; column < matrix.Columns.Count; column++)
            {
                if (matrix.Cells[row, column] > most)
                {
                    (best, most) = ((row, column), matrix.Cells[row, column]);
                }
            }
        }

        return double.IsFinite(most) ? $"The fullest square, row {matrix.Rows[best.Row]}, column {matrix.Columns[best.Column]}, is {Numerals.Short(most / factor)}{unit}." : "";
    }
}
