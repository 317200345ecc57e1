using NetMesh.Interop.Tests;
using Xunit.Abstractions;

namespace NetMesh.Browser.Tests.Reports;

/// <summary>
/// Every lab that comes with netmesh, run by its command in a small edition, and its report looked at: nobody stumbles on what cannot be read. Pictures stay in
/// <c>artifacts/screenshots</c>, to be looked at by people.
/// </summary>
public sealed class LabReportTests(Chromium chromium, ITestOutputHelper output) : IClassFixture<Chromium>
{
    private static readonly string Screenshots = Repository.PathOf("artifacts", "screenshots");

    private readonly string folder = Directory.CreateDirectory(Path.Combine(Screenshots, "reports")).FullName;

    [BrowserTheory]
    [InlineData("churn", "--set", "arrival=20 s", "--set", "content=8 MiB", "--set", "begin=10 min", "--set", "end=20 min", "--set", "after=5 min")]
    [InlineData("distribution-time", "--set", "peers=4,8", "--set", "content=32 MiB")]
    [InlineData("dns-caching", "--cases", "bypass", "--set", "delegation-ttl=20 min,2 d", "--set", "turns=5000", "--repetitions", "1")]
    [InlineData("dns-centralised", "--cases", "growth", "--set", "clients=1000,3000", "--set", "questions=4000", "--repetitions", "1")]
    [InlineData("dns-ddos", "--cases", "anycast", "--repetitions", "1")]
    [InlineData("dns-load-distribution", "--cases", "direct", "--set", "servers=3", "--repetitions", "1")]
    [InlineData("dns-poisoning", "--cases", "ports", "--set", "answers=1000", "--set", "forged=20000", "--repetitions", "1")]
    [InlineData("dns-resolution", "--set", "local-tld=60 ms", "--repetitions", "1")]
    [InlineData("dns-stale", "--set", "ttl=30 s", "--set", "networks=40", "--repetitions", "1")]
    [InlineData("link-queueing", "--set", "objects=1000", "--set", "load=0.3,0.5,0.7,0.8")]
    [InlineData("locality", "--set", "per-region=6", "--set", "content=8 MiB", "--repetitions", "2")]
    [InlineData("optimistic-unchoke", "--repetitions", "2")]
    [InlineData("rarest-first", "--set", "peers=30", "--set", "content=4 MiB", "--set", "settled=1 min")]
    [InlineData("selfish-seeds", "--set", "arrival=30 s", "--set", "content=8 MiB", "--set", "begin=10 min", "--set", "end=20 min", "--repetitions", "2")]
    [InlineData("tit-for-tat", "--set", "per-kind=10", "--set", "content=4 MiB", "--repetitions", "2")]
    [InlineData("transport", "--set", "losses=100", "--set", "round-trip=20 ms,100 ms")]
    public async Task A_report_can_be_read_by_day_by_night_on_a_phone_and_on_paper(string lab, params string[] arguments)
    {
        // In a small edition theory may be missed, which is another test's business; the report says so, and must be readable then, too.
        var run = await ProgramRun.OfNetmeshAsync(["lab", "run", lab, "--out", folder, .. arguments]);
        Assert.True(run.ExitCode is 0 or 1, run.Error);
        output.WriteLine($"screenshots of {lab}: {Screenshots}");
        var complaints = await SeenPage.LookAsync(chromium, Path.Combine(folder, lab + ".html"), Screenshots);
        Assert.True(complaints.Count == 0, string.Join('\n', complaints));
    }

    [BrowserFact]
    public void Every_lab_is_looked_at()
    {
        var seen = typeof(LabReportTests).GetMethod(nameof(A_report_can_be_read_by_day_by_night_on_a_phone_and_on_paper))!
            .GetCustomAttributesData().Where(it => it.AttributeType == typeof(InlineDataAttribute))
            .Select(it => (string)((IReadOnlyList<System.Reflection.CustomAttributeTypedArgument>)it.ConstructorArguments[0].Value!)[0].Value!);
        Assert.Equal(Directory.EnumerateFiles(Repository.PathOf("labs"), "*.yaml").Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal), seen.Order(StringComparer.Ordinal));
    }
}
