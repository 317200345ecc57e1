using NetMesh.Planets;

namespace NetMesh.Tests.Planets;

public sealed class SharedRecordTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("netmesh-test-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void What_was_shared_is_remembered()
    {
        new SharedRecord("shared-ab", "/tmp/file", ["127.16.1.1"]).Write(folder, "ab", new byte[] { 1, 2 });
        var (record, torrent) = Assert.Single(SharedRecord.ReadAll(folder, Assert.Fail));
        Assert.Equal(("shared-ab", "/tmp/file", "127.16.1.1"), (record.Name, record.Path, Assert.Single(record.Seeds)));
        Assert.Equal([1, 2], torrent);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("{}")]
    public void A_damaged_record_is_named_and_the_others_are_read(string damaged)
    {
        new SharedRecord("shared-ab", "/tmp/file", []).Write(folder, "ab", new byte[] { 1 });
        File.WriteAllText(Path.Combine(folder, "00.json"), damaged);
        var warnings = new List<string>();
        Assert.Single(SharedRecord.ReadAll(folder, warnings.Add));
        Assert.Contains("00.json", Assert.Single(warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_that_is_not_there_holds_nothing() => Assert.Empty(SharedRecord.ReadAll(Path.Combine(folder, "none"), Assert.Fail));
}
