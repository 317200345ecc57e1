using NetMesh.Labs.Experiments;

namespace NetMesh.Labs.Tests.Experiments;

/// <summary>The labs that come with netmesh.</summary>
public sealed class ShippedLabTests
{
    public static TheoryData<string> Files =>
        [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, "labs"), "*.yaml").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_one_is_right_is_named_as_its_file_and_explains_itself(string file)
    {
        var reading = LabFile.Read(Path.Combine(Repository.Root, "labs", file));
        Assert.Empty(reading.Errors);
        var lab = reading.Lab!;
        Assert.Equal(Path.GetFileNameWithoutExtension(file), lab.Name);
        Assert.EndsWith("?", lab.Question, StringComparison.Ordinal);
        Assert.All(lab.Parameters, parameter => Assert.NotEmpty(parameter.About));
        Assert.All(lab.Measures, measure => Assert.NotEmpty(measure.About));
        Assert.All(lab.Theories, theory => Assert.NotEmpty(theory.About));
        Assert.All(lab.Theories.Where(theory => theory.Within is not null), theory => Assert.True(theory.Because.Length > 0, $"'{theory.Name}' does not say why it is within just so much"));
        Assert.All(lab.Figures, figure => Assert.NotEmpty(figure.About));
        Assert.NotEmpty(lab.Figures);
        Assert.Empty(LabPlanning.Of(lab, new LabChoices(new Dictionary<string, IReadOnlyList<string>>(), [.. lab.Groups.Select(group => group.Name)])).Errors);
    }
}
