using NetMesh.Commands;
using NetMesh.Interop.Tests;

namespace NetMesh.Tests.Commands;

public sealed class LabShelfTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("netmesh-test-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_lab_that_cannot_be_read_is_listed_with_its_first_mistake()
    {
        File.Copy(Repository.PathOf("labs", "churn.yaml"), Path.Combine(folder, "churn.yaml"));
        File.WriteAllText(Path.Combine(folder, "broken.yaml"), "name: broken\nquestion: [\n");
        File.WriteAllText(Path.Combine(folder, "empty.yaml"), "");
        File.WriteAllText(Path.Combine(folder, "hollow.yaml"), "name: hollow\nquestion: Why?\n");
        Assert.Collection(
            LabShelf.Look(folder),
            broken => Assert.Equal(("broken", "", $"{Path.Combine(folder, "broken.yaml")}:"), (broken.Name, broken.Question, broken.Error?[..(folder.Length + 13)])),
            churn => Assert.Equal(("churn", null), (churn.Name, churn.Error)),
            empty => Assert.Contains("empty.yaml:1:1: the file is empty; expected a lab", empty.Error, StringComparison.Ordinal),
            hollow => Assert.Matches(@"hollow\.yaml:1:1: .*'method'.* \(and \d more\)$", hollow.Error));
        Assert.All(LabShelf.Look(folder), lab => Assert.DoesNotContain("\n", lab.Error ?? "", StringComparison.Ordinal));
    }

    [Fact]
    public void No_folder_holds_no_labs() => Assert.Empty(LabShelf.Look(Path.Combine(folder, "none")));
}
