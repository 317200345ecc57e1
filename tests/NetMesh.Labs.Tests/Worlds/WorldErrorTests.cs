using FsCheck;
using FsCheck.Fluent;
using NetMesh.Labs.Worlds;

namespace NetMesh.Labs.Tests.Worlds;

public sealed class WorldErrorTests
{
    [Theory]
    [InlineData("network: {", "netwerk: {", "3:1: the world knows no key 'netwerk'; expected 'network', perhaps")]
    [InlineData("latency: 8 ms }", "latencey: 8 ms }", "10:41: link 'cable' knows no key 'latencey'; expected 'latency', perhaps")]
    [InlineData("up: 20 Mb/s", "up: 20 MB", "10:16: 'up' is '20 MB'; expected a rate such as 10 Mb/s")]
    [InlineData("up: 20 Mb/s", "up: fast", "10:16: 'up' is 'fast'; expected a rate")]
    [InlineData("jitter: 2 ms", "jitter: 2", "'jitter' is '2'; expected a duration up to 60 s such as 20 ms")]
    [InlineData("loss: 0.1 %", "loss: 120 %", "'loss' is '120 %'; expected a percentage from 0 % to 100 %")]
    [InlineData("inflation: 1.5", "inflation: 0.5", "'inflation' is '0.5'; expected a number from 1 to 10")]
    [InlineData("prefix: 127.17.0.0/16", "prefix: 127.16.128.0/17", "6:3: region 'eu-west' has the prefix 127.16.128.0/17, which overlaps 127.16.0.0/16 of 'us-east'")]
    [InlineData("prefix: 127.17.0.0/16", "prefix: 127.1.0.0/16", "which overlaps the anycast block")]
    [InlineData("prefix: 127.17.0.0/16", "prefix: 10.0.0.0/16", "outside the planet's 127.0.0.0/8")]
    [InlineData("prefix: 127.17.0.0/16", "prefix: 127.17.0.1/16", "expected an address prefix such as 127.17.0.0/16, with no bit set behind it")]
    [InlineData("at: [53.3, -6.3]", "at: [153.3, -6.3]", "'degrees north' is '153.3'; expected a number from -90 to 90")]
    [InlineData("at: [53.3, -6.3], ", "", "region 'eu-west' has no 'at'")]
    [InlineData("region: us-east, ", "", "12:12: host 'tracker' has no 'region'")]
    [InlineData("region: us-east", "region: us-eats", "there is no region 'us-eats'; expected 'us-east', perhaps")]
    [InlineData("home: eu-west", "home: mars", "2:7: there is no region 'mars'; expected one of us-east, eu-west")]
    [InlineData("address: 127.16.0.9", "address: 127.17.0.9", "outside 127.16.0.0/16 of 'us-east'")]
    [InlineData("address: 127.16.0.9", "address: 127.16.0.900", "expected an IPv4 address")]
    [InlineData("home: { count", "second: { region: us-east, address: 127.16.0.9 }\n  home: { count", "which 'tracker' has already")]
    [InlineData("home: { count", "tracker: { region: us-east }\n  home: { count", "'tracker' stands here twice, first in line 12")]
    [InlineData("home: { count: 3, region: all", "home-1: { region: us-east }\n  home: { count: 3, region: us-east", "two hosts are named 'home-1'")]
    [InlineData("access: cable }", "access: cabel }", "there is no link 'cabel'; expected 'cable', perhaps")]
    [InlineData("count: 3", "count: 0", "'count' is '0'; expected a whole number from 1 to 100000")]
    [InlineData("count: 3", "count: 100000", "no room for host 64771 of 'home' in 127.16.0.0/16")]
    [InlineData("runs: tracker", "runs: tracker, anycast: 127.16.1.1", "12:76: host 'tracker' has the anycast address 127.16.1.1, outside the anycast block 127.1.0.0/16; expected an address inside 127.1.0.0/16")]
    [InlineData("runs: tracker", "runs: tracker, anycast: [127.1.0.1, here]", "'anycast' is 'here'; expected an IPv4 address")]
    [InlineData("runs: tracker", "runs: web", "'runs' is 'web'; expected one of tracker, name-server, resolver")]
    [InlineData("tracker: tracker", "tracker: home-1", "there is no tracker 'home-1'")]
    [InlineData("seeds: { count: 1", "seeds: { count: 9", "'seeds' wants 9 hosts where 6 are free")]
    [InlineData("on: [home]", "on: [hoem]", "there is no host or group of hosts 'hoem'; expected 'home', perhaps")]
    [InlineData("piece: 128 KiB", "piece: 1 KiB", "expected a size from 16 KiB to 16 MiB")]
    [InlineData("piece: 128 KiB", "block: 8 KiB", "17:12: 'block' is '8 KiB'; expected a size from 16 KiB to 128 KiB")]
    [InlineData("piece: 128 KiB", "block: 129 KiB", "expected a size from 16 KiB to 128 KiB")]
    [InlineData("piece: 128 KiB", "blok: 16 KiB", "swarm 'film' knows no key 'blok'; expected 'block', perhaps")]
    [InlineData("exponential mean 20 s", "exponential 20 s", "expected a duration such as 20 s, or 'exponential mean 20 s'")]
    [InlineData("weibull shape 0.38", "weibull shape 0", "expected a duration such as 20 s")]
    [InlineData("regions:\n", "regions: 12\nrest:\n", "'regions' is '12'; expected names")]
    [InlineData("between: [us-east, eu-west]", "between: us-east", "expected two regions")]
    [InlineData("  cable:", "\tcable:", "expected spaces instead of tabs")]
    [InlineData("at: [53.3, -6.3]", "at: [53.3, -6.3", "this is not YAML")]
    [InlineData("name: small", "name: &a [*a]", "*a names nothing")]
    public void A_mistake_is_named_with_its_place_and_what_was_expected(string passage, string instead, string message)
    {
        var errors = WorldFile.Parse(SmallWorld.With(passage, instead), "small.yaml").Errors;
        Assert.Contains(errors, error => error.ToString().Contains(message, StringComparison.Ordinal));
        Assert.All(errors, error => Assert.DoesNotContain('\n', error.ToString()));
    }

    [Theory]
    [InlineData("", "w.yaml:1:1: the file is empty")]
    [InlineData("# nothing\n", "the file is empty")]
    [InlineData("--- \n", "the file is empty")]
    [InlineData("just words", "w.yaml:1:1: the world is 'just words'; expected keys with values below it")]
    [InlineData("[1, 2]", "the world is a list")]
    [InlineData("name: x", "the world has no regions")]
    public void A_file_that_is_no_world_is_told_so(string text, string message) =>
        Assert.Contains(message, WorldFile.Parse(text, "w.yaml").Errors[0].ToString(), StringComparison.Ordinal);

    [Fact]
    public void All_mistakes_are_told_at_once_in_the_order_of_the_file()
    {
        var text = SmallWorld.With("link: fifo", "link: magic").Replace("count: 3", "count: many", StringComparison.Ordinal)
            .Replace("content: 4 MiB", "content: much", StringComparison.Ordinal);
        Assert.Equal([3, 13, 16], WorldFile.Parse(text, "w.yaml").Errors.Where(error => error.What.Contains(" is '", StringComparison.Ordinal)).Select(error => error.Line));
    }

    [Fact]
    public void Aliases_that_would_unfold_to_billions_are_refused_at_once()
    {
        var levels = Enumerable.Range(1, 30).Select(i => $"l{i}: &l{i} [{string.Join(',', Enumerable.Repeat($"*l{i - 1}", 9))}]");
        var text = "l0: &l0 [a]\n" + string.Join('\n', levels);
        Assert.Contains("aliases written out", Assert.Single(WorldFile.Parse(text, "w.yaml").Errors).What, StringComparison.Ordinal);
    }

    [Fact]
    public void Deep_nesting_is_refused() =>
        Assert.Contains("nests too deeply", WorldFile.Parse("a: " + new string('[', 5000), "w.yaml").Errors[0].What, StringComparison.Ordinal);

    [Fact]
    public void A_file_that_is_not_there_is_an_error_like_any_other() =>
        Assert.Equal("none.yaml:1:1: there is no such file; expected the path of a world file", WorldFile.Read("none.yaml").Errors[0].ToString());

    [Fact]
    public void No_garbled_world_throws()
    {
        var edit = from at in Gen.Choose(0, SmallWorld.Text.Length - 1)
                   from length in Gen.Choose(0, 12)
                   from insert in Gen.Elements("", "\t", "[", "{", "}", ": ", "&a ", "*a", "- ", "\n", "\"", "%", "9999999999999", "-1", "null", "~", "\u0000", "!!int ")
                   select (at, length, insert);
        Prop.ForAll(edit.ListOf(5).ToArbitrary(), edits =>
        {
            var text = SmallWorld.Text;
            foreach (var (at, length, insert) in edits)
            {
                var start = Math.Min(at, text.Length);
                text = text.Remove(start, Math.Min(length, text.Length - start)).Insert(start, insert);
            }

            var reading = WorldFile.Parse(text, "w.yaml");
            return reading.World is null == reading.Errors.Count > 0;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }
}
