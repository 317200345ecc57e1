using Xunit.Abstractions;

namespace NetMesh.Tests.Labs;

/// <summary>The labs about names, each in a slice that takes a second or two: what theory says must hold there, too.</summary>
public sealed class NameLabsTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("dns-resolution", "", "local-tld=60 ms")]
    [InlineData("dns-caching", "one-name", "ttl=1 min", "turns=5000")]
    [InlineData("dns-caching", "sharing", "clients=1,20", "turns=2000", "hours=1")]
    [InlineData("dns-caching", "bypass", "delegation-ttl=20 min,2 d", "turns=5000")]
    [InlineData("dns-poisoning", "ids", "answers=16000", "forged=320000")]
    [InlineData("dns-poisoning", "ports", "answers=1000", "forged=20000")]
    [InlineData("dns-poisoning", "seen", "races=5")]
    [InlineData("dns-poisoning", "signed", "races=5")]
    [InlineData("dns-load-distribution", "direct", "servers=3")]
    [InlineData("dns-load-distribution", "shared", "networks=6")]
    [InlineData("dns-centralised", "growth", "clients=3000", "questions=8000")]
    [InlineData("dns-ddos", "single", "target=root", "asks=known")]
    [InlineData("dns-ddos", "anycast")]
    [InlineData("dns-stale", "", "ttl=30 s", "networks=40")]
    public async Task Lab_meets_its_oracles_in_a_slice(string name, string cases, params string[] settings)
    {
        var outcome = await LabRuns.RunAsync(
            name, seed: 1, repetitions: 1, cases.Length > 0 ? [cases] : [], [.. settings.Select(one => one.Split('=')).Select(one => (one[0], one[1].Split(',')))]);
        foreach (var verdict in outcome.Verdicts)
        {
            output.WriteLine($"{verdict.Theory.Name}: {verdict.Measured.Mean:G4} {verdict.Theory.Relation} {verdict.Expected:G4} ± {verdict.Tolerance:G3}: {verdict.IsMet}");
        }

        Assert.Contains(outcome.Verdicts, verdict => verdict.IsMet == true);
        Assert.Empty(outcome.Missed());
        Assert.All(outcome.Cases, one => Assert.All(one.Runs, run => Assert.True(run.IsDone)));
    }

    // Repetitions that the formula for one name knows nothing of: the oracle can fail.
    [Fact]
    public async Task Where_everybody_repeats_his_question_the_cache_answers_more_than_theory_says_of_one()
    {
        var outcome = await LabRuns.RunAsync("dns-caching", 1, 1, ["one-name"], ("ttl", ["1 min"]), ("repeats", ["3"]), ("turns", ["2000"]));
        Assert.NotEmpty(outcome.Missed());
    }

    [Fact]
    public async Task One_seed_is_one_history_of_questions_and_another_seed_another()
    {
        Assert.Equal(await TraceAsync(1), await TraceAsync(1));
        Assert.NotEqual(await TraceAsync(1), await TraceAsync(2));

        static async Task<string?> TraceAsync(long seed) => (await LabRuns.RunAsync("dns-caching", seed, 1, ["one-name"], ("ttl", ["1 min"]), ("turns", ["300"]))).TraceHash;
    }
}
