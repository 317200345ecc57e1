namespace NetMesh.House.Tests;

/// <summary>The catalog of gateways and the folders of gateways say the same.</summary>
public sealed class GatewayCatalogTests
{
    // What is no protocol: sockets and shared machinery.
    private static readonly string[] Shared = ["Transport", "Encryption", "Namespaces", "Shaping", "Limits"];

    [Fact]
    public void Every_protocols_folder_has_its_line_in_the_catalog()
    {
        var catalog = File.ReadAllText(Repository.PathOf("src", "NetMesh.Gateways", "GatewayCatalog.cs"));
        var folders = Directory.EnumerateDirectories(Repository.PathOf("src", "NetMesh.Gateways")).Select(folder => Path.GetFileName(folder)!)
            .Except(["bin", "obj", .. Shared]).ToList();
        Assert.NotEmpty(folders);
        Assert.All(folders, folder =>
        {
            var classes = Directory.EnumerateFiles(Repository.PathOf("src", "NetMesh.Gateways", folder), "*.cs", SearchOption.AllDirectories)
                .Select(file => Path.GetFileNameWithoutExtension(file));
            Assert.True(classes.Any(name => catalog.Contains(name, StringComparison.Ordinal)), $"GatewayCatalog.cs names nothing of {folder}");
        });
    }
}
