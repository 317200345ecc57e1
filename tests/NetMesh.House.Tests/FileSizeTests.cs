namespace NetMesh.House.Tests;

/// <summary>Files stay small enough to be read. The numbers may only go down.</summary>
public sealed class FileSizeTests
{
    private const int Longest = 400;
    private const int NinetiethPercentile = 250;
    private const int Median = 100;

    /// <summary>A file that is longer says why in its first lines, in a comment that begins like this.</summary>
    private const string Reason = "Longer than 400 lines because";

    private static readonly int[] Lengths = [.. Repository.SourceFiles.Select(file => File.ReadLines(Repository.PathOf(file)).Count()).Order()];

    [Fact]
    public void No_file_is_over_400_lines_without_a_reason_at_its_top()
    {
        var tooLong = Repository.SourceFiles.Where(file =>
            File.ReadLines(Repository.PathOf(file)).Count() > Longest
            && !File.ReadLines(Repository.PathOf(file)).Take(5).Any(line => line.Contains(Reason, StringComparison.Ordinal)));
        Assert.Empty(tooLong);
    }

    [Fact]
    public void Nine_files_in_ten_have_at_most_250_lines() => Assert.InRange(Lengths[Lengths.Length * 9 / 10], 1, NinetiethPercentile);

    [Fact]
    public void Half_of_the_files_have_at_most_100_lines() => Assert.InRange(Lengths[Lengths.Length / 2], 1, Median);

    [Fact]
    public void Folders_are_nouns_of_the_product()
    {
        string[] empty = ["Helpers", "Managers", "Utils", "Utilities", "Services", "Common", "Misc"];

        // GrainModel has Orleans' namespaces, and so its folders.
        var folders = Repository.SourceFiles.Where(file => !file.Contains("NetMesh.GrainModel", StringComparison.Ordinal)).SelectMany(file => Path.GetDirectoryName(file)!.Split(Path.DirectorySeparatorChar)).Distinct();
        Assert.Empty(folders.Intersect(empty, StringComparer.OrdinalIgnoreCase));
    }
}
