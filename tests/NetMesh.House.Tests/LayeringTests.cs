using System.Xml.Linq;

namespace NetMesh.House.Tests;

/// <summary>Dependencies point one way.</summary>
public sealed class LayeringTests
{
    // Who may use whom. A reference drags in what it references itself; the table names direct ones.
    private static readonly Dictionary<string, string[]> MayUse = new()
    {
        ["Clock"] = [],
        ["Protocols"] = [],
        ["GrainModel"] = [],
        ["GrainModel.Generator"] = [],
        ["Planet"] = ["Clock", "Protocols"],
        ["Contracts"] = ["Protocols", "GrainModel"],
        ["Grains"] = ["Contracts", "Planet", "Clock", "Protocols", "GrainModel"],
        ["Embedded"] = ["GrainModel", "Clock"],
        ["Gateways"] = ["Contracts", "Planet", "Protocols", "GrainModel"],
        ["Labs"] = ["Grains", "Planet", "Contracts", "Clock", "Protocols", "GrainModel"],
        ["Testing"] = ["Gateways", "Labs", "Grains", "Embedded", "Planet", "Contracts", "Clock", "Protocols", "GrainModel"],
    };

    private static readonly string[] Projects =
        [.. Directory.EnumerateFiles(Repository.PathOf("src"), "*.csproj", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    [Fact]
    public void Dependencies_point_one_way()
    {
        var wrong = from project in Projects
                    let name = ShortName(project)
                    where name.Length > 0
                    from used in References(project)
                    where !MayUse[name].Contains(used)
                    select $"{name} uses {used}";
        Assert.Empty(wrong);
    }

    [Fact]
    public void Every_project_stands_in_the_table() =>
        Assert.Equal(MayUse.Keys.Order(StringComparer.Ordinal), Projects.Select(ShortName).Where(name => name.Length > 0).Order(StringComparer.Ordinal));

    [Fact]
    public void Protocols_and_the_clock_need_no_package()
    {
        var bare = Projects.Where(project => ShortName(project) is "Protocols" or "Clock" or "Planet");
        Assert.Empty(bare.SelectMany(project => XDocument.Load(project).Descendants("PackageReference")));
    }

    [Fact]
    public void Every_project_is_in_the_solution_and_every_library_has_its_tests()
    {
        var solution = File.ReadAllText(Repository.PathOf("NetMesh.sln"));
        var projects = Directory.EnumerateFiles(Repository.Root, "*.csproj", SearchOption.AllDirectories)
            .Where(path => !path.Contains(Path.DirectorySeparatorChar + "artifacts" + Path.DirectorySeparatorChar, StringComparison.Ordinal));
        Assert.All(projects, project => Assert.Contains(Path.GetFileName(project), solution, StringComparison.Ordinal));

        // Contracts hold records only; the model and its generator are exercised by the tests of Embedded.
        string[] withoutOwnTests = ["Contracts", "GrainModel", "GrainModel.Generator"];
        var missing = MayUse.Keys.Except(withoutOwnTests).Where(name => !Directory.Exists(Repository.PathOf("tests", $"NetMesh.{name}.Tests")));
        Assert.Empty(missing);
    }

    // "" for the executable, which may use everything.
    private static string ShortName(string project) =>
        Path.GetFileNameWithoutExtension(project) is { } name && name.StartsWith("NetMesh.", StringComparison.Ordinal) ? name["NetMesh.".Length..] : "";

    private static IEnumerable<string> References(string project) =>
        XDocument.Load(project).Descendants("ProjectReference").Select(reference => ShortName(reference.Attribute("Include")!.Value.Replace('\\', '/')));
}
