using NetMesh.Contracts.Swarms;
using NetMesh.Labs.Oracles;

namespace NetMesh.Labs.Tests.Oracles;

public sealed class ChurnTests
{
    [Theory]
    [InlineData("debian", 0.38, 42.4, 0.79)]
    [InlineData("red-hat", 0.34, 21.3, 0.53)]
    [InlineData("flatout", 0.59, 41.9, 0.62)]
    public void Traces_are_those_of_the_paper(string name, double shape, double minutes, double arrivalShape)
    {
        var trace = Assert.Single(ChurnTrace.All, trace => trace.Name == name);
        Assert.Equal(new Distribution(DistributionLaw.Weibull, TimeSpan.FromMinutes(minutes), shape), trace.Session);
        Assert.Equal(arrivalShape, trace.ArrivalShape);
    }

    [Fact]
    public void Weibull_law_with_shape_one_is_the_exponential_one()
    {
        Assert.Equal(7, WeibullLaw.Mean(1, 7), 9);
        Assert.Equal(Math.Exp(-2), WeibullLaw.Survival(14, 1, 7), 9);
    }

    // Γ(1 + 1/0.5) = 2, Γ(1 + 1/2) = √π/2.
    [Theory]
    [InlineData(0.5, 2.0)]
    [InlineData(2.0, 0.886226925452758)]
    [InlineData(0.25, 24.0)]
    public void Mean_of_the_Weibull_law(double shape, double ofScaleOne)
    {
        Assert.Equal(10 * ofScaleOne, WeibullLaw.Mean(shape, 10), 9);
        Assert.Equal(10, WeibullLaw.ScaleOf(10 * ofScaleOne, shape), 9);
    }
}
