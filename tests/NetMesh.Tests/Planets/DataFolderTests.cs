using NetMesh.Commands;
using NetMesh.Planets;
using NetMesh.Protocols.Addressing;

namespace NetMesh.Tests.Planets;

public sealed class DataFolderTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("netmesh-test-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_second_planet_on_the_same_folder_is_told_who_uses_it()
    {
        using var first = DataFolder.Open(folder);
        var failure = Assert.Throws<CommandFailure>(() => DataFolder.Open(folder));
        Assert.Equal(1, failure.ExitCode);
        Assert.Contains($"process {Environment.ProcessId}", failure.Message, StringComparison.Ordinal);
        Assert.Contains("--data", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_is_free_again_when_its_planet_has_ended()
    {
        DataFolder.Open(folder).Dispose();
        DataFolder.Open(folder).Dispose();
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_an_unusable_argument()
    {
        var file = Path.Combine(folder, "file");
        File.WriteAllText(file, "");
        Assert.Equal(2, Assert.Throws<CommandFailure>(() => DataFolder.Open(Path.Combine(file, "data"))).ExitCode);
    }

    [Fact]
    public void A_folder_stays_with_the_prefix_that_its_planet_had()
    {
        using var data = DataFolder.Open(folder);
        data.MustBeOf(AddressPrefix.Parse("127.0.0.0/8"));
        data.MustBeOf(AddressPrefix.Parse("127.0.0.0/8"));
        var failure = Assert.Throws<CommandFailure>(() => data.MustBeOf(AddressPrefix.Parse("198.18.0.0/15")));
        Assert.Equal(2, failure.ExitCode);
        Assert.Contains("--prefix 127.0.0.0/8", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Worlds_have_folders_of_their_own() =>
        Assert.NotEqual(DataFolder.UsualFor("default"), DataFolder.UsualFor("../small world"));
}
