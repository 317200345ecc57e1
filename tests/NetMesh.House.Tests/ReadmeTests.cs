using System.Text.RegularExpressions;

namespace NetMesh.House.Tests;

/// <summary>What README and docs claim is checked.</summary>
public sealed partial class ReadmeTests
{
    private static readonly string[] Pages =
        ["README.md", .. Directory.EnumerateFiles(Repository.PathOf("docs"), "*.md").Select(file => Path.GetRelativePath(Repository.Root, file)).Order(StringComparer.Ordinal)];

    [Fact]
    public void Every_path_in_the_Where_is_table_exists()
    {
        var paths = WhereIs().SelectMany(row => CodeSpan().Matches(row)).Select(match => match.Groups["path"].Value).ToList();
        Assert.True(paths.Count >= 10, "README's Where is…? table is missing or short");
        Assert.All(paths, path => Assert.True(Path.Exists(Repository.PathOf(path)), $"README names {path}, which does not exist"));
    }

    [Theory]
    [InlineData("tit-for-tat")]
    [InlineData("rarest first")]
    [InlineData("datagram")]
    [InlineData("latency")]
    [InlineData("protocol is added")]
    public void The_Where_is_table_answers_what_a_stranger_asks_first(string question) =>
        Assert.Contains(WhereIs(), row => row.Contains(question, StringComparison.OrdinalIgnoreCase));

    [Fact]
    public void Links_between_pages_lead_somewhere()
    {
        var dead = from page in Pages
                   from Match link in Link().Matches(File.ReadAllText(Repository.PathOf(page)))
                   let target = link.Groups["target"].Value.Split('#')[0]
                   where target.Length > 0 && !target.Contains("://", StringComparison.Ordinal)
                   where !Path.Exists(Path.Combine(Repository.Root, Path.GetDirectoryName(page)!, target))
                   select $"{page}: {target}";
        Assert.Empty(dead);
    }

    // Rows of the table under the heading, without its own head.
    private static List<string> WhereIs() =>
        [.. File.ReadLines(Repository.PathOf("README.md"))
            .SkipWhile(line => !line.StartsWith("## Where is", StringComparison.Ordinal)).Skip(1)
            .TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal))
            .Where(line => line.StartsWith('|')).Skip(2)];

    [GeneratedRegex("`(?<path>[A-Za-z0-9_./-]+/[A-Za-z0-9_./-]*|[A-Za-z0-9_-]+\\.[a-z]+)`", RegexOptions.ExplicitCapture, 60_000)]
    private static partial Regex CodeSpan();

    [GeneratedRegex("\\]\\((?<target>[^)\\s]+)\\)", RegexOptions.ExplicitCapture, 60_000)]
    private static partial Regex Link();
}
