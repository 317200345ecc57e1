using NetMesh.Labs.Oracles;

namespace NetMesh.Labs.Tests.Oracles;

public sealed class FluidModelTests
{
    // Qiu and Srikant 2004 §5, with η = 1.
    [Theory]
    [InlineData(0.02, 0.0125, 0.02, 50)]
    [InlineData(0.2, 0.0125, 0.02, 30)]
    [InlineData(0.2, 0.0125, 0.005, 5)]
    public void Download_time_of_the_paper(double c, double mu, double gamma, double seconds) =>
        Assert.Equal(seconds, FluidModel.DownloadTime(1 / c, 1 / mu, 1 / gamma), 6);

    [Fact]
    public void Who_gives_up_before_the_end_shortens_the_mean_of_those_who_finish()
    {
        Assert.Equal(20, FluidModel.DownloadTimeOfThePatient(5, 80, 50, patience: 60), 6);
        Assert.Equal(30, FluidModel.DownloadTimeOfThePatient(5, 80, 50, double.PositiveInfinity), 6);
    }

    // Little: what is there in the steady state is arrivals times how long each stays.
    [Theory]
    [InlineData(0.2, 0.0125, 0.02, 30)]
    [InlineData(0.2, 0.0125, 0.005, 5)]
    public void Swarm_grows_until_as_many_are_there_as_come_in_one_download(double c, double mu, double gamma, double seconds)
    {
        var model = new FluidModel(4, c, mu, gamma);
        var (at, leechers, seeds) = model.Integrate(5000, 100)[^1];
        Assert.Equal(5000, at, 6);
        Assert.Equal(4 * seconds, leechers, 1e-6);
        Assert.Equal(4 / gamma, seeds, 1e-6);
    }

    [Fact]
    public void Swarm_whose_peers_give_up_keeps_the_balance_of_the_paper()
    {
        var (lambda, theta, beta) = (4.0, 0.01, 1 / 30.0);
        var model = new FluidModel(lambda, 0.2, 0.0125, 0.02, theta);
        var (_, leechers, seeds) = model.Integrate(20_000, 1000)[^1];
        Assert.Equal(lambda / (beta * (1 + (theta / beta))), leechers, 1e-6);
        Assert.Equal(lambda / (0.02 * (1 + (theta / beta))), seeds, 1e-6);
    }

    [Fact]
    public void Peers_that_leave_at_once_are_never_seeds_and_the_origin_always_is()
    {
        var model = new FluidModel(0.5, 0.2, 0.0125, double.PositiveInfinity, Origin: 2);
        var (_, leechers, seeds) = model.Integrate(5000, 100)[^1];
        Assert.Equal((0.5 / 0.0125) - 2, leechers, 1e-6);
        Assert.Equal(2, seeds);
    }
}
