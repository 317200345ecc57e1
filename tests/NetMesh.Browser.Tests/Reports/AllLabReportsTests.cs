using NetMesh.Interop.Tests;

namespace NetMesh.Browser.Tests.Reports;

public sealed class AllLabReportsTests
{
    [Fact]
    public void Every_lab_is_looked_at() => Assert.Equal(
        Directory.EnumerateFiles(Repository.PathOf("labs"), "*.yaml").Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal),
        typeof(LabReportTests).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(LabReportTests))).SelectMany(LabReportTests.LabsOf).Order(StringComparer.Ordinal));
}
