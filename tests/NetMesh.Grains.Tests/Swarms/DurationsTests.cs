using NetMesh.Clock;
using NetMesh.Contracts.Swarms;
using NetMesh.Grains.Swarms;

namespace NetMesh.Grains.Tests.Swarms;

public sealed class DurationsTests
{
    // Weibull's mean is scale · Γ(1 + 1/shape): Γ(2) = 1, Γ(1.5) = √π/2, Γ(1 + 1/0.59) = 1.5382.
    [Theory]
    [InlineData(DistributionLaw.Constant, 1, 1.0)]
    [InlineData(DistributionLaw.Exponential, 1, 1.0)]
    [InlineData(DistributionLaw.Weibull, 1, 1.0)]
    [InlineData(DistributionLaw.Weibull, 2, 0.886227)]
    [InlineData(DistributionLaw.Weibull, 0.59, 1.538162)]
    public void Mean_is_the_closed_form(DistributionLaw law, double shape, double meanOverScale)
    {
        const int draws = 200_000;
        var random = new RandomStream(5);
        var distribution = new Distribution(law, TimeSpan.FromSeconds(40), shape);
        var sum = 0.0;
        for (var i = 0; i < draws; i++)
        {
            sum += distribution.Draw(random).TotalSeconds;
        }

        Assert.Equal(meanOverScale, sum / draws / 40, tolerance: 0.02);
    }

    [Fact]
    public void Heaviest_tail_still_fits_a_duration()
    {
        var random = new RandomStream(5);
        var distribution = new Distribution(DistributionLaw.Weibull, TimeSpan.FromDays(300), 0.05);
        for (var i = 0; i < 10_000; i++)
        {
            Assert.InRange(distribution.Draw(random), TimeSpan.Zero, TimeSpan.FromDays(365));
        }
    }
}
