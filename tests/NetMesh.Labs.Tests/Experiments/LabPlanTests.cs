using NetMesh.Labs.Experiments;

namespace NetMesh.Labs.Tests.Experiments;

public sealed class LabPlanTests
{
    [Fact]
    public void Lists_make_all_combinations_in_the_order_of_the_file()
    {
        var plan = SmallLab.Plan();
        Assert.Equal(
            ["peers 2, choker fill-uplink", "peers 2, choker four-slots", "peers 4, choker fill-uplink", "peers 4, choker four-slots"],
            plan.Cases.Select(one => one.Describe(plan.Swept)));
        Assert.Equal([4, 4, 6, 6], plan.Cases.Select(one => one.World.Hosts.Length));
    }

    [Fact]
    public void A_group_has_its_own_lists_and_leaves_out_what_it_excepts()
    {
        var plan = SmallLab.Plan(new LabChoices(new Dictionary<string, IReadOnlyList<string>>(), ["many"]));
        Assert.Equal(["peers 8, choker fill-uplink", "peers 8, choker four-slots", "peers 16, choker fill-uplink"], plan.Cases.Select(one => one.Describe(plan.Swept)));
    }

    [Fact]
    public void All_groups_together_are_told_apart_by_their_names()
    {
        var plan = SmallLab.Plan(new LabChoices(new Dictionary<string, IReadOnlyList<string>>(), ["few", "many"]));
        Assert.Equal(["cases", "peers", "choker"], plan.Swept);
        Assert.Equal(7, plan.Cases.Count);
    }

    [Fact]
    public void What_the_user_sets_holds_in_every_group_and_reaches_what_is_computed_from_it()
    {
        var set = new Dictionary<string, IReadOnlyList<string>> { ["peers"] = ["3"], ["up"] = ["2 Mb/s", "4 Mb/s"], ["choker"] = ["four-slots"] };
        var plan = SmallLab.Plan(new LabChoices(set, ["few", "many"]));
        Assert.Equal(["few, up 2 Mb/s", "few, up 4 Mb/s", "many, up 2 Mb/s", "many, up 4 Mb/s"], plan.Cases.Select(one => one.Describe(plan.Swept)));
        Assert.Equal([20_000_000, 40_000_000], plan.Cases.Take(2).Select(one => one.World.Hosts.Last().Link.DownBitsPerSecond));
    }

    [Fact]
    public void A_probe_that_is_named_twice_is_one()
    {
        var plan = SmallLab.Plan();
        Assert.Single(plan.Cases[0].Probes);
        var apart = SmallLab.Plan(text: SmallLab.With("about: how many have it }", "about: how many have it, with: { hosts: peer } }"));
        Assert.Equal(2, apart.Cases[0].Probes.Count);
    }

    [Fact]
    public void Times_may_be_computed()
    {
        var plan = SmallLab.Plan(text: SmallLab.With("at-most: 2 h", "at-most: \"${peers * 1 min}\"").Replace("until: done", "until: 90 s", StringComparison.Ordinal));
        Assert.Equal([2, 2, 4, 4], plan.Cases.Select(one => one.AtMost.TotalMinutes));
        Assert.All(plan.Cases, one => Assert.Equal(90, one.Until!.Value.TotalSeconds));
    }
}
