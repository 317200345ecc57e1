using System.Text.RegularExpressions;
using System.Xml;
using NetMesh.Labs.Expressions;
using NetMesh.Labs.Probes;
using NetMesh.Labs.Reports;
using NetMesh.Labs.Reports.Charts;
using NetMesh.Labs.Runs;

namespace NetMesh.Labs.Tests.Reports;

public sealed class ChartTests
{
    [Theory]
    [InlineData(new[] { 0.0, 10 }, false, new[] { 0.0, 2, 4, 6, 8, 10 })]
    [InlineData(new[] { 3.0, 97 }, false, new[] { 0.0, 20, 40, 60, 80, 100 })]
    [InlineData(new[] { 5.0, 5 }, false, new[] { 0.0, 1, 2, 3, 4, 5 })]
    [InlineData(new[] { 10.0, 1000 }, true, new[] { 10.0, 20, 50, 100, 200, 500, 1000 })]
    [InlineData(new[] { double.NaN, 4 }, false, new[] { 0.0, 1, 2, 3, 4 })]
    public void Marks_are_round(double[] values, bool isLogarithmic, double[] marks) =>
        Assert.Equal(marks, new Axis(values, isLogarithmic, fromZero: true).Marks.Select(mark => Math.Round(mark, 9)));

    [Theory]
    [InlineData(new[] { 0.2, 1.57 }, new[] { 0.2, 0.5, 1, 2 })]
    [InlineData(new[] { 0.0139, 1.2 }, new[] { 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2 })]
    [InlineData(new[] { 3.0, 3 }, new[] { 2.0, 5, 10 })]
    public void A_logarithmic_axis_begins_and_ends_with_a_mark(double[] values, double[] marks) =>
        Assert.Equal(marks, new Axis(values, isLogarithmic: true, fromZero: false).Marks.Select(mark => Math.Round(mark, 9)));

    [Fact]
    public void A_logarithmic_axis_gives_each_decade_the_same_length()
    {
        var axis = new Axis([1, 10, 100], isLogarithmic: true, fromZero: false);
        Assert.Equal([0, 0.5, 1], ((double[])[1, 10, 100]).Select(value => Math.Round(axis.Position(value), 9)));
    }

    [Fact]
    public void A_chart_draws_what_there_is_and_nothing_else()
    {
        var chart = new LineChart
        {
            Title = "a & b",
            XLabel = "x",
            YLabel = "y",
            LogY = true,
            Curves = [new("measured", 0, false, [new(1, 10, 20), new(2, double.NaN), new(3, 30)]), new("theory", 0, true, [new(2, 20)]), new("nothing", 9, false, [])],
        };
        var svg = new XmlDocument();
        svg.LoadXml(chart.Draw(Canvas.Wide));
        Assert.Equal(2, svg.SelectNodes("//circle")!.Count);
        Assert.Single(svg.SelectNodes("//path[@class='c0 theory']")!);
        Assert.DoesNotContain("NaN", svg.OuterXml, StringComparison.Ordinal);
        Assert.DoesNotContain("∞", svg.OuterXml, StringComparison.Ordinal);
    }

    [Fact]
    public void A_heat_map_fills_its_squares_by_their_share()
    {
        var matrix = new Matrix("m", ["a", "b"], ["c", "d"], new double[,] { { 0, 8 }, { 2, 4 } });
        var svg = HeatMap.Draw(matrix, "title", 2);
        Assert.Contains("fill-opacity=\"0.188\"><title>b → c: 1</title>", svg, StringComparison.Ordinal);
        Assert.Contains("fill-opacity=\"0.75\"><title>a → d: 4</title>", svg, StringComparison.Ordinal);
        Assert.Contains(">4</text>", svg, StringComparison.Ordinal);
        Assert.Equal("The fullest square, row a, column d, is 4 s.", HeatMap.Reading(matrix, 2, " s"));
        Assert.Contains("too many to draw", HeatMap.Draw(new Matrix("m", new string[300], new string[300], new double[300, 300]), "", 1), StringComparison.Ordinal);
    }

    [Fact]
    public void A_timetable_has_a_line_for_everybody_and_a_bar_for_every_turn()
    {
        var minute = TimeSpan.FromMinutes(1);
        var chart = new TimetableChart
        {
            Title = "t",
            XLabel = "time [min]",
            SumLabel = "Sum [s]",
            Timetable = new("turns", 20 * minute, [("a & b", [(TimeSpan.Zero, minute), (5 * minute, 7 * minute)]), ("never", [])]),
            Seconds = 60,
            Factor = 1,
        };
        var svg = new XmlDocument();
        svg.LoadXml(chart.Draw(Canvas.Wide));
        Assert.Equal(["a & b: 0 to 1", "a & b: 5 to 7"], svg.SelectNodes("//rect/title")!.Cast<XmlNode>().Select(title => title.InnerText));
        Assert.Equal(["0", "5", "10", "15", "20"], XLabels(chart.Draw(Canvas.Wide)));
        Assert.Equal(["180", "0"], svg.SelectNodes("//text[not(@class)]")!.Cast<XmlNode>().Select(sum => sum.InnerText));
        Assert.Equal([180.0, 0], chart.Sums);
        Assert.Contains("too many to draw", (chart with { Timetable = new("turns", minute, [.. Enumerable.Repeat(chart.Timetable.Rows[1], 201)]) }).Draw(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "0")]
    [InlineData(12, "12")]
    [InlineData(1234.5, "1,235")]
    [InlineData(12.3456, "12.35")]
    [InlineData(0.00123456, "0.001235")]
    [InlineData(-3.5, "−3.5")]
    [InlineData(1.5e-9, "1.5e−9")]
    [InlineData(double.NaN, "–")]
    [InlineData(double.PositiveInfinity, "∞")]
    public void Numbers_have_four_digits_that_count(double value, string text) => Assert.Equal(text, Numerals.Short(value));

    [Theory]
    [InlineData(210.7, 63.59, "211 ± 64")]
    [InlineData(2486.3, 103.6, "2,490 ± 100")]
    [InlineData(0.725, 0.0338, "0.725 ± 0.034")]
    [InlineData(3.385, 3.458, "3.4 ± 3.5")]
    [InlineData(0.1008, 4.2e-17, "0.1008")]
    [InlineData(100, 0, "100")]
    [InlineData(12.5, double.NaN, "12.5")]
    [InlineData(double.NaN, 1, "–")]
    [InlineData(double.NegativeInfinity, double.NaN, "–")]
    public void A_mean_has_no_more_digits_than_its_uncertainty_leaves(double mean, double half, string text) =>
        Assert.Equal(text, Numerals.In(Unit.None, new Interval(mean, half)));

    [Theory]
    [InlineData(102, 100, "+2.0 %")]
    [InlineData(59, 100, "−41.0 %")]
    [InlineData(2500, 100, "× 25")]
    [InlineData(1, 0, "–")]
    public void A_deviation_is_a_percentage_until_a_multiple_says_more(double measured, double expected, string text) => Assert.Equal(text, Numerals.Deviation(measured, expected));

    [Fact]
    public void Labels_of_an_axis_leave_room_for_each_other_on_a_phone()
    {
        var chart = new LineChart
        {
            Title = "t",
            XLabel = "x",
            YLabel = "y",
            LogX = true,
            Curves = [new("c", 0, false, [new(10, 1), new(10_000, 2)])],
        };
        Assert.Equal(["10", "20", "50", "100", "200", "500", "1,000", "2,000", "5,000", "10,000"], XLabels(chart.Draw(Canvas.Wide)));
        Assert.Equal(["10", "100", "1,000", "10,000"], XLabels(chart.Draw(Canvas.Narrow)));
    }

    [Fact]
    public void Names_of_regions_that_lie_close_together_do_not_meet()
    {
        var names = new List<MapName>();
        for (var i = 0; i < 6; i++)
        {
            names.Add(MapName.Place($"region-{i}", (100 + i, 60), 5, 1, (760, 280), names));
        }

        Assert.Equal(6, names.Select(name => (name.X, name.Baseline)).Distinct().Count());
        Assert.All(names, name => Assert.All(names, other => Assert.True(ReferenceEquals(name, other)
            || Math.Abs(name.X - other.X) >= name.HalfWidth + other.HalfWidth || Math.Abs(name.Baseline - other.Baseline) >= name.Height, $"{name} {other}")));
        var atTheEdge = MapName.Place("a-region-of-the-far-west", (2, 2), 5, 1, (760, 280), []);
        Assert.True(atTheEdge.X >= atTheEdge.HalfWidth && atTheEdge.Baseline >= atTheEdge.Height, atTheEdge.ToString());
    }

    private static IEnumerable<string> XLabels(string svg) =>
        Regex.Matches(svg, "text-anchor=\"middle\" x=\"[^\"]*\" y=\"[^\"]*\">(?<mark>[0-9,]+)<", RegexOptions.None, TimeSpan.FromSeconds(5)).Select(match => match.Groups["mark"].Value);
}
