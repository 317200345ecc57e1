using System.Xml;
using NetMesh.Labs.Probes;
using NetMesh.Labs.Reports;
using NetMesh.Labs.Reports.Charts;

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
        svg.LoadXml(chart.Draw());
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
        Assert.Contains("fill-opacity=\"0.25\"><title>b → c: 1</title>", svg, StringComparison.Ordinal);
        Assert.Contains("fill-opacity=\"1\"><title>a → d: 4</title>", svg, StringComparison.Ordinal);
        Assert.Contains("A full square is 4.", svg, StringComparison.Ordinal);
        Assert.Contains("too many to draw", HeatMap.Draw(new Matrix("m", new string[300], new string[300], new double[300, 300]), "", 1), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "0")]
    [InlineData(12, "12")]
    [InlineData(1234.5, "1,235")]
    [InlineData(12.3456, "12.35")]
    [InlineData(0.00123456, "0.001235")]
    [InlineData(-3.5, "-3.500")]
    [InlineData(1.5e-9, "1.5e-9")]
    [InlineData(double.NaN, "–")]
    [InlineData(double.PositiveInfinity, "∞")]
    public void Numbers_have_four_digits_that_count(double value, string text) => Assert.Equal(text, Numerals.Short(value));
}
