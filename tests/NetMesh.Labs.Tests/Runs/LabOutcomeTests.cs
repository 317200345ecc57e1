using NetMesh.Labs.Runs;
using NetMesh.Labs.Tests.Experiments;
using NetMesh.Labs.Tests.Reports;

namespace NetMesh.Labs.Tests.Runs;

public sealed class LabOutcomeTests
{
    [Fact]
    public void Theory_is_judged_where_it_holds_and_may_ask_the_case_next_door()
    {
        var outcome = SmallOutcome.Of(SmallLab.Plan());
        Assert.Equal(["bound", "slower", "bound", "slower"], outcome.Verdicts.Select(verdict => verdict.Theory.Name));
        Assert.Equal([0.8388608, 1.2, 0.8388608, 1.4], outcome.Verdicts.Select(verdict => Math.Round(verdict.Expected, 9)));
        Assert.Equal([1.2, 2.4, 1.4, 2.8], outcome.Verdicts.Select(verdict => Math.Round(verdict.Measured.Mean, 9)));
        Assert.All(outcome.Verdicts, verdict => Assert.True(verdict.IsMet));
        Assert.True(outcome.IsMet);
    }

    [Theory]
    [InlineData("at-least", "1.5 s", "10 %", false)]
    [InlineData("at-least", "1.3 s", "10 %", true)]
    [InlineData("at-most", "1.15 s", "10 %", true)]
    [InlineData("at-most", "1 s", "10 %", false)]
    [InlineData("at-most", "1 s", "0.3 s", true)]
    [InlineData("equal", "1.25 s", "5 %", true)]
    [InlineData("equal", "1.25 s", "1 %", false)]
    [InlineData("equal", "1.25 s", "0.06 s", true)]
    [InlineData("shown", "1000 s", "1 %", null)]
    public void A_relation_and_its_tolerance_decide(string must, string expects, string within, bool? isMet)
    {
        var text = SmallLab.With("must: at-least, expects: \"1 MiB / down\", within: 1 %", $"must: {must}, expects: \"{expects}\", within: {within}");
        Assert.Equal(isMet, SmallOutcome.Of(SmallLab.Plan(text: text)).Cases[0].Verdicts.Single().IsMet);
    }

    [Fact]
    public void A_number_that_nobody_saw_misses_its_oracle()
    {
        var outcome = SmallOutcome.Of(SmallLab.Plan(), 1, (one, seed) => SmallOutcome.Run(one, seed) with
        {
            Measured = new Dictionary<string, double> { ["last"] = double.NaN, ["share"] = double.NaN },
        });
        Assert.All(outcome.Verdicts, verdict => Assert.False(verdict.IsMet));
    }

    [Fact]
    public void A_run_that_was_given_up_fails_the_lab() =>
        Assert.False(SmallOutcome.Of(SmallLab.Plan(), 1, (one, seed) => SmallOutcome.Run(one, seed) with { IsDone = false }).IsMet);

    [Fact]
    public void The_trace_hash_changes_with_any_run()
    {
        var plan = SmallLab.Plan();
        var usual = SmallOutcome.Of(plan).TraceHash;
        Assert.Equal(usual, SmallOutcome.Of(plan).TraceHash);
        Assert.Matches("^[0-9a-f]{16}$", usual);
        Assert.NotEqual(usual, SmallOutcome.Of(plan, 3, (one, seed) => SmallOutcome.Run(one, seed) with { TraceHash = 1 }).TraceHash);
        Assert.Null(SmallOutcome.Of(plan, 3, (one, seed) => SmallOutcome.Run(one, seed) with { TraceHash = null }).TraceHash);
    }
}
