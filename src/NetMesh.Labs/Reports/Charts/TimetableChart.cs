using System.Text;
using NetMesh.Labs.Probes;

namespace NetMesh.Labs.Reports.Charts;

/// <summary>Who had something when: a line for each with bars along the time, and their sum at its end, as inline SVG.</summary>
internal sealed record TimetableChart
{
    private const double Pitch = 19;
    private const double Bar = 11;
    private const double Top = 30;
    private const double Bottom = 52;

    /// <summary>More lines than this make no picture.</summary>
    private const int MostRows = 200;

    public required string Title { get; init; }

    public required string XLabel { get; init; }

    /// <summary>Above the sums.</summary>
    public required string SumLabel { get; init; }

    public required Timetable Timetable { get; init; }

    /// <summary>One of the axis' unit.</summary>
    public required double Seconds { get; init; }

    /// <summary>Seconds in one of the unit that sums are shown in.</summary>
    public required double Factor { get; init; }

    /// <summary>For how long each had it, in seconds; the order is that of the rows.</summary>
    public IEnumerable<double> Sums => Timetable.Rows.Select(row => row.Turns.Sum(turn => (turn.End - turn.Begin).TotalSeconds));

    /// <summary>The chart, for every <see cref="Canvas"/>; a sentence where there are too many lines.</summary>
    public string Draw() => Timetable.Rows.Count > MostRows ? $"<p>{Timetable.Rows.Count} lines, too many to draw.</p>\n" : Canvas.Both(Draw);

    public string Draw(Canvas canvas)
    {
        var sums = Sums.Select(sum => Numerals.Short(sum / Factor)).ToList();
        var left = 14 + Timetable.Rows.Max(row => Canvas.WidthOf(row.Who));
        var right = canvas.Width - 18 - sums.Append(SumLabel).Max(Canvas.WidthOf);
        var bottom = Top + (Pitch * sums.Count);
        var height = bottom + Bottom;
        var length = Timetable.Length.TotalSeconds / Seconds;
        double AtX(double value) => left + ((right - left) * value / length);

        var svg = new StringBuilder($"<svg class=\"{canvas.Class}\" viewBox=\"0 0 {canvas.Width} {Markup.At(height)}\" role=\"img\" aria-label=\"{Markup.Escape(Title)}\">\n");
        foreach (var mark in new Axis([0, length], isLogarithmic: false, fromZero: true).Marks.Where(mark => mark <= length * 1.0001))
        {
            var x = Markup.At(AtX(mark));
            svg.Append($"<path class=\"grid\" d=\"M{x} {Top - 6}V{Markup.At(bottom + 4)}\"/><text class=\"mark\" text-anchor=\"middle\" x=\"{x}\" y=\"{Markup.At(bottom + 18)}\">{Axis.Label(mark)}</text>\n");
        }

        svg.Append($"<text class=\"label\" text-anchor=\"end\" x=\"{canvas.Width - 4}\" y=\"14\">{Markup.Escape(SumLabel)}</text>\n");
        for (var i = 0; i < sums.Count; i++)
        {
            var (who, turns) = Timetable.Rows[i];
            var (y, baseline) = (Top + (Pitch * i), Markup.At(Top + (Pitch * i) + 10));
            svg.Append($"<text class=\"mark\" text-anchor=\"end\" x=\"{Markup.At(left - 8)}\" y=\"{baseline}\">{Markup.Escape(who)}</text>");
            foreach (var (begin, end) in turns)
            {
                var (from, to) = (begin.TotalSeconds / Seconds, end.TotalSeconds / Seconds);
                svg.Append($"<rect class=\"{ReportStyle.Colour(0)} dot\" x=\"{Markup.At(AtX(from))}\" y=\"{Markup.At(y)}\" width=\"{Markup.At(Math.Max(1, AtX(to) - AtX(from)))}\" height=\"{Bar}\"><title>{Markup.Escape($"{who}: {Numerals.Short(from)} to {Numerals.Short(to)}")}</title></rect>");
            }

            svg.Append($"<text text-anchor=\"end\" x=\"{canvas.Width - 4}\" y=\"{baseline}\">{sums[i]}</text>\n");
        }

        return svg.Append($"<text class=\"label\" text-anchor=\"middle\" x=\"{Markup.At((left + right) / 2)}\" y=\"{Markup.At(height - 8)}\">{Markup.Escape(XLabel)}</text>\n</svg>\n").ToString();
    }
}
