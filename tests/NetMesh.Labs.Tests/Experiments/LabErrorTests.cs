using FsCheck;
using FsCheck.Fluent;
using NetMesh.Labs.Experiments;

namespace NetMesh.Labs.Tests.Experiments;

public sealed class LabErrorTests
{
    [Fact]
    public void The_small_lab_is_right() => Assert.Empty(SmallLab.ErrorsOf(SmallLab.Text));

    [Theory]
    // The file as a whole
    [InlineData("name: small\n", "", "1:1: the lab has no 'name'; expected name: a name of 1 to 63")]
    [InlineData("name: small", "name: Small Lab", "1:7: 'name' is 'Small Lab'")]
    [InlineData("question: How long does it take?\n", "", "the lab has no 'question'")]
    [InlineData("method: A", "methd: A", "3:1: the lab knows no key 'methd'; expected 'method', perhaps")]
    [InlineData("repetitions: 3", "repetitions: 0", "'repetitions' is '0'; expected a whole number from 1 to 1000")]
    // Parameters and cases
    [InlineData("peers:  { value: [2, 4], about", "Peers:  { value: [2, 4], about", "5:3: 'Peers' cannot be a parameter's name")]
    [InlineData("choker: { value", "cases: { value", "6:3: 'cases' cannot be a parameter's name")]
    [InlineData("{ value: 1 Mb/s, about: uplink }", "{ about: uplink }", "7:11: parameter 'up' has no 'value'; expected value: a value, or a list of values")]
    [InlineData("value: [2, 4]", "value: []", "5:20: 'value' is a list of 0 values; expected 1 to 1000 values")]
    [InlineData("value: [2, 4]", "value: [2, [4]]", "'value' is a list; expected a value")]
    [InlineData("about: uplink", "abuot: uplink", "parameter 'up' knows no key 'abuot'; expected 'about', perhaps")]
    [InlineData("\"${10 * up}\"", "\"${10 * upp}\"", "8:3: parameter 'down' cannot be computed: there is no 'upp'; expected 'up', perhaps")]
    [InlineData("\"${10 * up}\"", "\"${10 * down}\"", "'down' is computed from itself")]
    [InlineData("set: { peers", "set: { pers", "11:31: there is no parameter 'pers'; expected 'peers', perhaps")]
    [InlineData("by-default: no", "by-default: never", "'by-default' is 'never'; expected one of yes, no")]
    [InlineData("peers = 16 and choker = four-slots", "peers = ", "11:57: 'except' is 'peers = ', where the end stands where a value should")]
    [InlineData("few:  { about: a few }", "few:  { about: a few, except: peers > 0 }", "1:1: no case is left to run")]
    [InlineData("few:  { about: a few }", "few:  { about: a few, except: peers }", "where a plain number stands where a condition should")]
    // The world, in the lab's lines
    [InlineData("count: \"${peers}\" }\n", "count: \"${peers - 2}\" }\n", "18:51: 'count' is '0'; expected a whole number from 1 to 100000")]
    [InlineData("up: \"${up}\"", "up: \"${up\"", "14:25: in '${up' '${up' opens ${ and does not close it")]
    [InlineData("up: \"${up}\"", "up: \"${peers}\"", "'up' is '2'; expected a rate")]
    [InlineData("region: here, runs", "region: her, runs", "16:24: there is no region 'her'; expected 'here', perhaps")]
    [InlineData("seed-choking: \"${choker}\"", "seed-choking: \"${cases}\"", "'seed-choking' is 'few'; expected one of fill-uplink, four-slots")]
    // Time
    [InlineData("until: done", "until: soon", "'until' is 'soon'; expected a duration such as 90 s (ms, s, min, h, d), or 'done'")]
    [InlineData("at-most: 2 h", "at-most: 2", "'at-most' is '2'; expected a duration")]
    [InlineData("sample-every: 5 s", "sample-every: [5 s]", "'sample-every' is a list; expected a duration")]
    [InlineData("until: done", "workload: { tranfers: 3 }", "the workload knows no key 'tranfers'")]
    // What is measured
    [InlineData("probe: completion, value: last,", "probe: compeltion, value: last,", "there is no probe 'compeltion'; expected 'completion', perhaps")]
    [InlineData("value: last,", "value: latest,", "29:38: there is no value of the probe 'completion' 'latest'; expected 'last', perhaps")]
    [InlineData("value: last, unit: s", "value: last, unit: MB", "'completion' gives a duration as 'last', which is not counted in 'MB'")]
    [InlineData("about: the last one }", "about: the last one, with: { swarn: x } }", "'with' of 'last' knows no key 'swarn'; expected 'swarm', perhaps")]
    [InlineData("  last:  {", "  peers:  {", "measure 'peers' is named as a parameter")]
    [InlineData("last / (1 MiB / up)", "lst / (1 MiB / up)", "'is' is 'lst / (1 MiB / up)', where there is no 'lst'; expected 'last', perhaps")]
    [InlineData("last / (1 MiB / up)", "last", "'is' is 'last', which is a duration; expected a plain number, as the measure is")]
    [InlineData("share: { is: \"last / (1 MiB / up)\",", "share: {", "measure 'share' has no 'probe'")]
    // Theory
    [InlineData("bound: { measure: last", "bound: { measure: lst", "there is no measure 'lst'; expected 'last', perhaps")]
    [InlineData("must: at-least, expects: \"1 MiB", "must: atleast, expects: \"1 MiB", "'must' is 'atleast'; expected one of equal, at-most, at-least, shown")]
    [InlineData("1 MiB / down", "1 MiB / dwn", "'expects' is '1 MiB / dwn', where there is no 'dwn'; expected 'down', perhaps")]
    [InlineData("1 MiB / down", "1 MiB * down", "'expects' is '1 MiB * down', which is bits^2 seconds^-1; expected a duration, as the measure is")]
    [InlineData("within: 1 s", "within: 1 Mb", "'within' is '1 Mb', which is an amount of data; expected a duration, as the measure is")]
    [InlineData("when: \"choker = fill-uplink\"", "when: \"choker = fill-uplnk\"", "'choker' is never 'fill-uplnk'; expected 'fill-uplink', perhaps")]
    [InlineData("at(last, choker, fill-uplink)", "at(last, chokr, fill-uplink)", "there is no 'chokr'; expected 'choker', perhaps")]
    [InlineData("  slower: {", "  last: {", "'last' cannot be the name of theory")]
    // Figures
    [InlineData("x: peers, y: [last, bound]", "x: pers, y: [last, bound]", "there is no parameter 'pers'; expected 'peers', perhaps")]
    [InlineData("x: peers, y: [last, bound]", "x: peers, y: [lasst, bound]", "there is no measure or theory 'lasst'; expected 'last', perhaps")]
    [InlineData("y: so-far", "y: sofar", "there is no series 'sofar'; expected 'so-far', perhaps")]
    [InlineData("title: all, ", "", "the figure has no 'title'")]
    [InlineData("{ title: all, x: peers, y: [last, bound], by: choker }", "{ title: all, map: bytes }", "there is no matrix 'bytes'")]
    [InlineData("{ title: all, x: peers, y: [last, bound], by: choker }", "{ title: all, timetable: turns }", "there is no timetable 'turns'")]
    public void A_mistake_is_named_with_its_place_and_what_was_expected(string passage, string instead, string message)
    {
        var errors = SmallLab.ErrorsOf(SmallLab.With(passage, instead));
        Assert.True(errors.Any(error => error.Contains(message, StringComparison.Ordinal)), string.Join('\n', errors));
        Assert.All(errors, error => Assert.Matches(@"^small\.yaml:\d+:\d+: [^\n]+; expected [^\n]+$", error));
    }

    [Theory]
    [InlineData("", "small.yaml:1:1: the file is empty; expected a lab, which begins with its name and question")]
    [InlineData("just words", "small.yaml:1:1: the lab is 'just words'; expected keys with values below it")]
    [InlineData("name: x", "the lab measures nothing")]
    [InlineData("world: none.yaml", "1:8: there is no world file 'none.yaml' beside this one")]
    [InlineData("world: [a]", "'world' is a list; expected the keys of a world below it, or the path of a world file")]
    public void A_file_that_is_no_lab_is_told_so(string text, string message) =>
        Assert.Contains(SmallLab.ErrorsOf(text), error => error.Contains(message, StringComparison.Ordinal));

    [Fact]
    public void A_file_that_is_not_there_is_an_error_like_any_other() =>
        Assert.Equal("none.yaml:1:1: there is no such file; expected the path of a lab file", LabFile.Read("none.yaml").Errors[0].ToString());

    [Fact]
    public void A_mistake_in_many_cases_is_told_once() =>
        Assert.Single(SmallLab.ErrorsOf(SmallLab.With("value: 1 Mb/s", "value: fast").Replace("\"${10 * up}\"", "2 Mb/s", StringComparison.Ordinal)
            .Replace("last / (1 MiB / up)", "last / 1 s", StringComparison.Ordinal)));

    [Fact]
    public void A_setting_that_means_nothing_is_an_error()
    {
        var choices = new LabChoices(new Dictionary<string, IReadOnlyList<string>> { ["pers"] = ["3"] }, ["manny"]);
        Assert.Equal(
            [
                "small.yaml:1:1: --set names 'pers', which is no parameter of this lab; expected 'peers', perhaps",
                "small.yaml:1:1: --cases names 'manny', which this lab has not; expected 'many', perhaps",
            ],
            SmallLab.ErrorsOf(SmallLab.Text, choices).Take(2));
    }

    [Fact]
    public void A_mistake_in_a_world_file_is_told_with_that_file()
    {
        var folder = Directory.CreateTempSubdirectory("netmesh-lab-").FullName;
        try
        {
            var world = SmallLab.Text[SmallLab.Text.IndexOf("  regions:", StringComparison.Ordinal)..SmallLab.Text.IndexOf("until:", StringComparison.Ordinal)];
            var lab = SmallLab.Text.Replace("world:\n" + world, "world: small-world.yaml\n", StringComparison.Ordinal);
            File.WriteAllText(Path.Combine(folder, "small.yaml"), lab);
            File.WriteAllText(Path.Combine(folder, "small-world.yaml"), world);
            var read = LabFile.Read(Path.Combine(folder, "small.yaml")).Lab!;
            Assert.Empty(LabPlanning.Of(read, LabChoices.None).Errors);

            File.WriteAllText(Path.Combine(folder, "small-world.yaml"), world.Replace("count: \"${peers}\" }", "count: \"${pers}\" }", StringComparison.Ordinal));
            var error = Assert.Single(LabPlanning.Of(LabFile.Read(Path.Combine(folder, "small.yaml")).Lab!, LabChoices.None).Errors);
            Assert.Equal((Path.Combine(folder, "small-world.yaml"), 6), (error.File, error.Line));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void No_garbled_lab_throws()
    {
        var edit = from at in Gen.Choose(0, SmallLab.Text.Length - 1)
                   from length in Gen.Choose(0, 12)
                   from insert in Gen.Elements("", "\t", "[", "{", "}", ": ", "- ", "\n", "\"", "%", "${", "${peers}", "9999999999999", "-1", "null", "at(", "\u0000")
                   select (at, length, insert);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(600), Prop.ForAll(edit.ToArbitrary(), it =>
        {
            var text = SmallLab.Text[..it.at] + it.insert + SmallLab.Text[Math.Min(SmallLab.Text.Length, it.at + it.length)..];
            return SmallLab.ErrorsOf(text).All(error => !error.Contains('\n', StringComparison.Ordinal));
        }));
    }
}
