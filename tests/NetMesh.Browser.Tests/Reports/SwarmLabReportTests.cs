using Xunit.Abstractions;

namespace NetMesh.Browser.Tests.Reports;

/// <summary>Reports of the labs in which peers exchange what they have.</summary>
public sealed class SwarmLabReportTests(Chromium chromium, ITestOutputHelper output) : LabReportTests(chromium, output)
{
    [BrowserTheory]
    [InlineData("churn", "--set", "arrival=40 s", "--set", "content=8 MiB", "--set", "begin=10 min", "--set", "end=20 min", "--set", "after=5 min", "--repetitions", "1")]
    [InlineData("distribution-time", "--set", "peers=4,8", "--set", "content=32 MiB", "--repetitions", "2")]
    [InlineData("locality", "--set", "per-region=6", "--set", "content=8 MiB", "--repetitions", "2")]
    [InlineData("optimistic-unchoke", "--repetitions", "2")]
    [InlineData("rarest-first", "--set", "peers=30", "--set", "content=4 MiB", "--set", "settled=1 min")]
    [InlineData("selfish-seeds", "--set", "arrival=30 s", "--set", "content=8 MiB", "--set", "begin=10 min", "--set", "end=20 min", "--repetitions", "1")]
    [InlineData("tit-for-tat", "--set", "per-kind=10", "--set", "content=4 MiB", "--repetitions", "2")]
    public Task A_report_can_be_read_by_day_by_night_on_a_phone_and_on_paper(string lab, params string[] arguments) => LookAtAsync(lab, arguments);
}
