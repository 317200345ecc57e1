using NetMesh.Labs.Simulation;

namespace NetMesh.Labs.Tests.Simulation;

public sealed class SeedRangeTests
{
    [Theory]
    [InlineData("1..100", 1, 100)]
    [InlineData("17..17", 17, 17)]
    [InlineData("17", 17, 17)]
    public void Range_holds_both_its_ends(string text, long first, long last)
    {
        Assert.True(SeedRange.TryParse(text, out var range));
        Assert.Equal((first, last, last - first + 1), (range.First, range.Last, range.Count));
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("5..")]
    [InlineData("9..3")]
    [InlineData("-1..3")]
    [InlineData("1..2..3")]
    [InlineData("all")]
    public void Anything_else_is_no_range(string text) => Assert.False(SeedRange.TryParse(text, out _));
}
