using NetMesh.Labs.Worlds;

namespace NetMesh.Labs.Tests.Worlds;

/// <summary>docs/planet.md says what the reader does.</summary>
public sealed class DocumentedWorldTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "planet.md"));

    [Fact]
    public void The_world_on_the_page_is_right()
    {
        var text = Page.Split("```yaml\n")[1].Split("```")[0];
        Assert.Empty(WorldFile.Parse(text, "planet.md").Errors);
    }

    [Theory]
    [InlineData("zzzzzzzzzzzz: 1")]
    [InlineData("network: { zzzzzzzzzzzz: 1 }")]
    [InlineData("regions: { a: { zzzzzzzzzzzz: 1 } }")]
    [InlineData("paths: [{ zzzzzzzzzzzz: 1 }]")]
    [InlineData("access: { a: { zzzzzzzzzzzz: 1 } }")]
    [InlineData("hosts: { a: { zzzzzzzzzzzz: 1 } }")]
    [InlineData("swarms: { a: { zzzzzzzzzzzz: 1 } }")]
    [InlineData("zones: { a: { zzzzzzzzzzzz: 1 } }")]
    [InlineData("swarms: { a: { seeds: { zzzzzzzzzzzz: 1 } } }")]
    public void Every_key_that_the_reader_knows_is_on_the_page(string text)
    {
        // A key nobody knows is answered with the list of those that are known.
        var error = WorldFile.Parse(text, "w.yaml").Errors.First(error => error.What.Contains("knows no key", StringComparison.Ordinal));
        var keys = error.Expected.Replace("one of ", "", StringComparison.Ordinal).Split(", ");
        Assert.All(keys, key => Assert.True(
            Page.Contains($"`{key}`", StringComparison.Ordinal) || Page.Contains($"`{key}:", StringComparison.Ordinal) || Page.Contains($" {key}:", StringComparison.Ordinal),
            $"docs/planet.md does not explain {key}"));
    }
}
