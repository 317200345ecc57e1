using NetMesh.Protocols.Dns.Messages;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;
using NetMesh.Protocols.Dns.Security;
using NetMesh.Protocols.Dns.Security.Validating;
using NetMesh.Protocols.Tests.Dns.Security.Validating;

namespace NetMesh.Protocols.Tests.Dns.Resolving;

public sealed class GapCacheTests
{
    private readonly SignedTree tree = new();

    [Fact]
    public void Names_in_a_gap_that_was_proven_are_denied_without_asking()
    {
        Assert.Equal("NXDomain secure", tree.Line("no.such.netcinema.com."));
        Assert.Equal("NXDomain secure", Unasked("tango.netcinema.com."));
        Assert.Equal("NXDomain secure", Unasked("deep.down.uniform.netcinema.com.", RecordType.MX));
        Assert.Equal("SOA RRSIG NSEC RRSIG NSEC RRSIG", string.Join(' ', tree.Ask("tango.netcinema.com.").Authorities.Select(record => record.Type)));

        // Until it has to be proven again.
        tree.Tree.Now += TimeSpan.FromSeconds(300);
        Assert.Equal("NXDomain secure", tree.Line("tango.netcinema.com."));
        Assert.NotEmpty(tree.Tree.Asked);
    }

    [Fact]
    public void Types_that_a_name_is_proven_not_to_have_are_denied_without_asking()
    {
        Assert.Equal("NoError secure", tree.Line("www.netcinema.com.", RecordType.MX));
        Assert.Equal("NoError secure", Unasked("www.netcinema.com.", RecordType.TXT));
        Assert.Equal("NoError secure 10.9.9.9 10.9.9.8", tree.Line("www.netcinema.com."));
    }

    [Fact]
    public void What_the_gap_says_nothing_of_is_asked_for()
    {
        tree.Line("no.such.netcinema.com.");
        Assert.Equal("NoError secure 10.9.9.7", tree.Line("some.pages.netcinema.com."));
        Assert.Equal("NoError secure 10.9.9.7", tree.Line("other.pages.netcinema.com."));
        Assert.StartsWith("NoError secure www.", tree.Line("also.netcinema.com."), StringComparison.Ordinal);
        Assert.StartsWith("NoError", tree.Line("www.kingcdn.com."), StringComparison.Ordinal);
    }

    [Fact]
    public void What_nobody_vouches_for_is_not_kept()
    {
        tree.Trust([]);
        tree.Line("no.such.netcinema.com.");
        tree.Line("tango.netcinema.com.");
        Assert.NotEmpty(tree.Tree.Asked);
    }

    [Fact]
    public void That_a_delegation_has_no_keys_a_gap_shows_too()
    {
        Assert.Equal("NoError 10.7.7.7", tree.Line("www.kingcdn.com."));

        // What came with the referral is forgotten before the servers are; the gap at whose end the delegation stands is not.
        tree.Tree.Now += TimeSpan.FromSeconds(600);
        Assert.Equal("NXDomain secure", tree.Line("kings.com."));
        tree.Tree.Now += TimeSpan.FromSeconds(400);
        Assert.Equal("NXDomain", tree.Line("no.kingcdn.com."));
        Assert.DoesNotContain(tree.Tree.Asked, asked => asked.EndsWith(" DS", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    public void Names_in_gaps_of_hashes_are_denied_without_asking(int iterations)
    {
        var hashed = new SignedTree(new Nsec3Parameters(Nsec3Parameters.Sha1, 0, (ushort)iterations, new byte[] { 1, 2 }));
        for (var i = 0; i < 40; i++)
        {
            Assert.Equal("NXDomain secure", hashed.Line($"no-{i}.netcinema.com."));
        }

        Assert.Equal("NXDomain secure", hashed.Line("tango.netcinema.com."));
        Assert.Empty(hashed.Tree.Asked);
        Assert.Equal("NXDomain secure", hashed.Line("some.more.tango.netcinema.com.", RecordType.MX));
        Assert.Empty(hashed.Tree.Asked);
        Assert.InRange(hashed.Tree.Last.Work.GapRounds, 5 * (iterations + 1), WorkBudget.MostGapRounds);
        Assert.Equal("NoError secure 10.9.9.7", hashed.Line("some.pages.netcinema.com."));
    }

    [Fact]
    public void No_more_is_hashed_to_spare_a_question_than_is_meet()
    {
        var hashed = new SignedTree(new Nsec3Parameters(Nsec3Parameters.Sha1, 0, WorkBudget.MostIterations, default));
        for (var i = 0; i < 40; i++)
        {
            hashed.Line($"no-{i}.netcinema.com.");
        }

        // Deeper than may be hashed: it is asked for, and checked.
        Assert.Equal("NXDomain secure", hashed.Line(string.Concat(Enumerable.Repeat("x.", 30)) + "tango.netcinema.com."));
        Assert.NotEmpty(hashed.Tree.Asked);
        Assert.InRange(hashed.Tree.Last.Work.GapRounds, 1, WorkBudget.MostGapRounds);
    }

    [Fact]
    public void Gaps_in_which_delegations_may_have_been_left_out_are_not_kept()
    {
        var hashed = new SignedTree(Nsec3Parameters.Usual(isOptOut: true));
        for (var i = 0; i < 40; i++)
        {
            hashed.Line($"no-{i}.netcinema.com.");
            Assert.NotEmpty(hashed.Tree.Asked);
        }
    }

    [Theory]
    [InlineData(1, -1)]
    [InlineData(2, -1)]
    [InlineData(3, 0)]
    [InlineData(4, 7)]
    public void Whatever_was_asked_before_the_answer_is_what_the_zone_says(int seed, int iterations)
    {
        var signed = iterations < 0 ? tree : new SignedTree(new Nsec3Parameters(Nsec3Parameters.Sha1, 0, (ushort)iterations, default));
        var random = new Random(seed);
        string[] labels = ["www", "also", "any", "pages", "x", "y", "star", "old", "new", "no", "such", "*", "dns1", "out"];
        RecordType[] types = [RecordType.A, RecordType.MX, RecordType.CNAME, RecordType.NS];
        var saved = 0;
        for (var i = 0; i < 300; i++)
        {
            var name = string.Concat(Enumerable.Range(0, random.Next(1, 4)).Select(_ => labels[random.Next(labels.Length)] + ".")) + "netcinema.com.";
            var type = types[random.Next(types.Length)];
            var expected = signed.Tree.AllZones.Answer(new DnsMessage { Id = 1, Question = new Question(DomainName.Parse(name), type) })!;
            var line = signed.Line(name, type);
            saved += signed.Tree.Asked.Count == 0 ? 1 : 0;
            Assert.True(
                line.StartsWith(expected.Code.ToString(), StringComparison.Ordinal) && (expected.Answers.IsEmpty || expected.Answers.All(record => line.Contains(record.Data.ToString(), StringComparison.OrdinalIgnoreCase))),
                $"{name} {type}: {line}; expected {expected.Code} {string.Join(' ', expected.Answers.Select(record => record.Data))}");
            signed.Tree.Now += TimeSpan.FromSeconds(random.Next(10));
        }

        Assert.True(saved > 100, $"only {saved} were known");
    }

    private string Unasked(string name, RecordType type = RecordType.A)
    {
        var line = tree.Line(name, type);
        Assert.Empty(tree.Tree.Asked);
        return line;
    }
}
