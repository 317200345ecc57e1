using NetMesh.Labs.Runs;

namespace NetMesh.Labs.Tests.Runs;

public sealed class StatisticsTests
{
    // Any table of Student's t, two-sided.
    [Theory]
    [InlineData(0.95, 1, 12.7062)]
    [InlineData(0.95, 2, 4.3027)]
    [InlineData(0.95, 3, 3.1824)]
    [InlineData(0.95, 4, 2.7764)]
    [InlineData(0.95, 9, 2.2622)]
    [InlineData(0.95, 10, 2.2281)]
    [InlineData(0.95, 29, 2.0452)]
    [InlineData(0.95, 30, 2.0423)]
    [InlineData(0.95, 1000, 1.9623)]
    [InlineData(0.99, 5, 4.0321)]
    [InlineData(0.90, 12, 1.7823)]
    public void Quantiles_of_the_t_distribution(double confidence, int degreesOfFreedom, double t) =>
        Assert.Equal(t, StudentT.Quantile(confidence, degreesOfFreedom), 1e-4);

    [Fact]
    public void The_mean_of_three_runs_has_an_interval()
    {
        var interval = Interval.Of([10, 12, 14]);
        Assert.Equal(12, interval.Mean);
        Assert.Equal(4.3027 * 2 / Math.Sqrt(3), interval.HalfWidth!.Value, 1e-3);
    }

    [Fact]
    public void One_run_says_nothing_about_others() => Assert.Equal(new Interval(10, null), Interval.Of([10]));

    [Fact]
    public void A_run_without_a_number_leaves_no_mean() => Assert.True(double.IsNaN(Interval.Of([10, double.NaN]).Mean));
}
