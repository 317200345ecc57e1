using System.Reflection;
using NetMesh.Interop.Tests;
using Xunit.Abstractions;

namespace NetMesh.Browser.Tests.Reports;

/// <summary>
/// Every lab that comes with netmesh, run by its command in a small edition, and its report looked at: nobody stumbles on what cannot be read. Pictures stay in
/// <c>artifacts/screenshots</c>, to be looked at by people. There are several classes of them, because tests of one class run one after the other.
/// </summary>
public abstract class LabReportTests(Chromium chromium, ITestOutputHelper output) : IClassFixture<Chromium>
{
    private static readonly string Screenshots = Repository.PathOf("artifacts", "screenshots");

    private readonly string folder = Directory.CreateDirectory(Path.Combine(Screenshots, "reports")).FullName;

    /// <summary>The labs that a class looks at.</summary>
    internal static IEnumerable<string> LabsOf(Type tests) => tests.GetMethods()
        .SelectMany(test => test.GetCustomAttributes<InlineDataAttribute>().Select(data => (string)data.GetData(test).Single()[0]));

    /// <summary>Runs a lab and looks at its report.</summary>
    private protected async Task LookAtAsync(string lab, string[] arguments)
    {
        // In a small edition theory may be missed, which is another test's business; the report says so, and must be readable then, too.
        var run = await ProgramRun.OfNetmeshAsync(["lab", "run", lab, "--out", folder, .. arguments]);
        Assert.True(run.ExitCode is 0 or 1, run.Error);
        output.WriteLine($"screenshots of {lab}: {Screenshots}");
        var complaints = await SeenPage.LookAsync(chromium, Path.Combine(folder, lab + ".html"), Screenshots);
        Assert.True(complaints.Count == 0, string.Join('\n', complaints));
    }
}
