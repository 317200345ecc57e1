using NetMesh.Clock;
using NetMesh.Labs.Workloads.Names;

namespace NetMesh.Labs.Tests.Workloads.Names;

public sealed class PopularityTests
{
    [Fact]
    public void By_Zipf_s_law_the_second_name_is_drawn_half_as_often_as_the_first()
    {
        var counts = Draw("zipf 1", names: 4, draws: 50_000);
        Assert.Equal(0.48, counts[0] / 50_000.0, 0.01);
        Assert.Equal(0.24, counts[1] / 50_000.0, 0.01);
        Assert.Equal(0.12, counts[3] / 50_000.0, 0.01);
    }

    [Fact]
    public void Uniform_names_are_drawn_alike_and_each_is_one_after_the_other()
    {
        Assert.All(Draw("uniform", 5, 50_000), count => Assert.Equal(0.2, count / 50_000.0, 0.01));
        Assert.Equal([4, 3, 3], Draw("each", 3, 10));
    }

    [Theory]
    [InlineData("zipf")]
    [InlineData("zipf 0")]
    [InlineData("zipf 11")]
    [InlineData("often")]
    public void What_is_no_law_is_refused(string text) => Assert.False(Popularity.Form.TryParse(text, out _));

    private static int[] Draw(string law, int names, int draws)
    {
        Assert.True(Popularity.Form.TryParse(law, out var popularity));
        var random = new RandomStream(1);
        var counts = new int[names];
        for (var turn = 0; turn < draws; turn++)
        {
            counts[popularity.Draw(names, turn, random)]++;
        }

        return counts;
    }
}
