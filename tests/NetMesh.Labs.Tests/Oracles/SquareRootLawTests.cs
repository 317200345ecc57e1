using NetMesh.Labs.Oracles;

namespace NetMesh.Labs.Tests.Oracles;

public sealed class SquareRootLawTests
{
    [Theory]
    [InlineData(0.0001, 122.47)]
    [InlineData(0.01, 12.247)]
    public void The_mean_window_falls_with_the_root_of_the_loss(double loss, double segments) => Assert.Equal(segments, SquareRootLaw.Window(loss), 0.01);

    // 1460 bytes, 100 ms, 1 in 10,000: 1460·8/0.1·122.47 b/s.
    [Fact]
    public void Throughput_is_a_window_per_round_trip() =>
        Assert.Equal(14.305e6, SquareRootLaw.BitsPerSecond(1460, TimeSpan.FromMilliseconds(100), 0.0001), 0.001e6);

    // Four times the loss is half the throughput, half the round trip twice.
    [Fact]
    public void Loss_and_distance_cost_throughput()
    {
        var usual = SquareRootLaw.BitsPerSecond(1500, TimeSpan.FromMilliseconds(80), 0.001);
        Assert.Equal(usual / 2, SquareRootLaw.BitsPerSecond(1500, TimeSpan.FromMilliseconds(80), 0.004), 0.001);
        Assert.Equal(usual * 2, SquareRootLaw.BitsPerSecond(1500, TimeSpan.FromMilliseconds(40), 0.001), 0.001);
        Assert.Equal(1.07, SquareRootLaw.BitsPerSecond(1500, TimeSpan.FromMilliseconds(80), 0.001, SquareRootLaw.RandomLoss) / usual, 0.001);
    }
}
