namespace NetMesh.Clock.Tests;

public sealed class RandomStreamsTests
{
    [Fact]
    public void One_seed_and_name_always_begin_the_same_sequence()
    {
        var first = new RandomStreams(42).Get("choker");
        Assert.Equal(Draw(first), Draw(new RandomStreams(42).Get("choker")));
        Assert.NotEqual(Draw(new RandomStreams(42).Get("choker")), Draw(new RandomStreams(42).Get("picker")));
        Assert.NotEqual(Draw(new RandomStreams(42).Get("choker")), Draw(new RandomStreams(43).Get("choker")));
    }

    [Fact]
    public void Numbers_stay_in_bounds_and_have_their_means()
    {
        var stream = new RandomStreams(1).Get("means");
        double uniform = 0, exponential = 0;
        for (var i = 0; i < 200_000; i++)
        {
            Assert.InRange(stream.Next(-3, 4), -3, 3);
            uniform += stream.NextDouble();
            exponential += stream.NextExponential(5);
        }

        Assert.InRange(uniform / 200_000, 0.495, 0.505);
        Assert.InRange(exponential / 200_000, 4.9, 5.1);
    }

    private static List<ulong> Draw(RandomStream stream) => [.. Enumerable.Range(0, 8).Select(_ => stream.NextBits())];
}
