using Xunit.Abstractions;

namespace NetMesh.Browser.Tests.Reports;

/// <summary>Reports of the labs about names, and of those about the network below everything.</summary>
public sealed class NameLabReportTests(Chromium chromium, ITestOutputHelper output) : LabReportTests(chromium, output)
{
    [BrowserTheory]
    [InlineData("dns-caching", "--cases", "bypass", "--set", "delegation-ttl=20 min,2 d", "--set", "turns=1000", "--set", "hours=1", "--repetitions", "1")]
    [InlineData("dns-centralised", "--cases", "growth", "--set", "clients=300,600", "--set", "questions=500", "--repetitions", "1")]
    [InlineData("dns-ddos", "--cases", "anycast", "--set", "length=6 min", "--repetitions", "1")]
    [InlineData("dns-load-distribution", "--cases", "direct", "--set", "servers=3", "--repetitions", "1")]
    [InlineData("dns-poisoning", "--cases", "ports", "--set", "answers=1000", "--set", "forged=20000", "--repetitions", "1")]
    [InlineData("dns-resolution", "--set", "local-tld=60 ms", "--repetitions", "1")]
    [InlineData("dns-stale", "--set", "ttl=30 s", "--set", "networks=40", "--repetitions", "1")]
    [InlineData("link-queueing", "--set", "objects=1000", "--set", "load=0.3,0.5,0.7,0.8")]
    [InlineData("transport", "--set", "losses=100", "--set", "round-trip=20 ms,100 ms")]
    public Task A_report_can_be_read_by_day_by_night_on_a_phone_and_on_paper(string lab, params string[] arguments) => LookAtAsync(lab, arguments);
}
