namespace NetMesh.House.Tests;

/// <summary>The code on docs/testing.md is code that runs: it stands in the example project, line for line.</summary>
public sealed class TestingPageTests
{
    private static readonly string[] Example =
        [.. Directory.EnumerateFiles(Repository.PathOf("tests", "NetMesh.Testing.Example")).Where(file => Path.GetExtension(file) is ".cs" or ".yaml" or ".csproj").Select(Text)];

    [Fact]
    public void Every_snippet_stands_in_the_example_project()
    {
        var snippets = Snippets().ToList();
        Assert.True(snippets.Count >= 5, "the page has lost its code");
        Assert.All(snippets, snippet => Assert.True(Example.Any(text => text.Contains(snippet, StringComparison.Ordinal)), $"no example has:\n{snippet}"));
    }

    // Blocks of code, without indentation and empty lines.
    private static IEnumerable<string> Snippets()
    {
        var lines = File.ReadLines(Repository.PathOf("docs", "testing.md"));
        List<string>? block = null;
        foreach (var line in lines)
        {
            if (block is null)
            {
                block = line is "```csharp" or "```yaml" or "```xml" ? [] : null;
            }
            else if (line == "```")
            {
                yield return Plain(block);
                block = null;
            }
            else
            {
                block.Add(line);
            }
        }
    }

    private static string Text(string file) => Plain(File.ReadLines(file));

    private static string Plain(IEnumerable<string> lines) => string.Join('\n', lines.Select(line => line.Trim()).Where(line => line.Length > 0));
}
