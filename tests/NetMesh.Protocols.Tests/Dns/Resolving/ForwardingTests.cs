using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Dns.Messages;
using NetMesh.Protocols.Dns.Records;
using NetMesh.Protocols.Tests.Dns.Security.Validating;

namespace NetMesh.Protocols.Tests.Dns.Resolving;

/// <summary>A resolver that asks another one instead of the servers of the tree.</summary>
public sealed class ForwardingTests
{
    private const string Near = "10.0.9.53";
    private const string Far = "10.0.9.54";

    private readonly NameTree beyond = NameTree.Small();
    private readonly NameTree tree = new();
    private readonly List<DnsMessage> queries = [];

    public ForwardingTests() => Forward(tree, beyond);

    [Theory]
    [InlineData("gaia.cs.umass.edu.", RecordType.A, "NoError 10.8.8.8")]
    [InlineData("video.netcinema.com.", RecordType.A, "NoError a.kingcdn.com. 10.7.7.7")]
    [InlineData("gaia.cs.umass.edu.", RecordType.MX, "NoError")]
    [InlineData("no.such.umass.edu.", RecordType.A, "NXDomain")]
    public void It_is_asked_once_for_the_whole_name_and_what_it_says_is_kept(string name, RecordType type, string expected)
    {
        Assert.Equal(expected, tree.Line(name, type));
        Assert.Equal([$"{Near} {name} {type}"], tree.Asked);
        Assert.Equal(MessageFlags.RecursionDesired, Assert.Single(queries).Flags);
        tree.Now += TimeSpan.FromSeconds(30);
        Assert.Equal(expected, tree.Line(name, type));
        Assert.Empty(tree.Asked);
    }

    [Fact]
    public void Where_the_first_is_silent_or_fails_the_next_is_asked()
    {
        tree.Forwarders = [IPv4Address.Parse(Far), IPv4Address.Parse(Near)];
        foreach (var fails in (bool[])[false, true])
        {
            tree.Behave(Far, query => fails ? new DnsMessage { Id = query.Id, Flags = MessageFlags.Response, Code = ResponseCode.ServFail, Question = query.Question } : null);
            for (var i = 0; i < 4; i++)
            {
                Assert.Equal("NoError 10.9.9.9", tree.Line("www.netcinema.com."));
                tree.Now += TimeSpan.FromHours(1);
            }
        }
    }

    [Fact]
    public void A_server_that_looks_nothing_up_is_none_to_forward_to()
    {
        var servers = NameTree.Small();
        tree.Behave(Near, query => servers.AllZones.Answer(query));
        Assert.Equal("NoError 10.8.8.8", tree.Line("gaia.cs.umass.edu."));

        // It only knows who may know.
        var roots = new NameTree();
        roots.Serve("10.0.0.1", ".", "@ SOA a. h. 1 1 1 1 900\n NS a.root.\na.root. A 10.0.0.1\ncom NS g.com.\ng.com. A 10.0.0.2");
        tree.Behave(Near, query => roots.AllZones.Answer(query));
        Assert.Equal("ServFail", tree.Line("www.netcinema.com."));
        Assert.All(tree.Asked, asked => Assert.StartsWith(Near, asked, StringComparison.Ordinal));
        Assert.InRange(tree.Asked.Count, 1, 3);
    }

    [Theory]
    [InlineData("www.netcinema.com.", RecordType.A)]
    [InlineData("also.netcinema.com.", RecordType.A)]
    [InlineData("www.old.netcinema.com.", RecordType.A)]
    [InlineData("y.pages.netcinema.com.", RecordType.A)]
    [InlineData("www.netcinema.com.", RecordType.MX)]
    [InlineData("netcinema.com.", RecordType.DS)]
    [InlineData("no.such.netcinema.com.", RecordType.A)]
    [InlineData("no.such.", RecordType.A)]
    [InlineData("www.kingcdn.com.", RecordType.A)]
    [InlineData("no.kingcdn.com.", RecordType.A)]
    [InlineData("out.netcinema.com.", RecordType.A)]
    public void What_it_says_is_validated_here_to_the_same_end(string name, RecordType type)
    {
        var forwarding = new SignedTree();
        Forward(forwarding.Tree, new SignedTree().Tree);
        Assert.Equal(new SignedTree().Line(name, type), forwarding.Line(name, type));
        Assert.All(queries, query => Assert.True(query.Flags.HasFlag(MessageFlags.CheckingDisabled) && query.Edns is { IsDnssecOk: true }));
        Assert.All(forwarding.Tree.Asked, asked => Assert.StartsWith(Near, asked, StringComparison.Ordinal));
    }

    [Fact]
    public void A_lie_of_it_about_a_signed_zone_is_not_told()
    {
        var forwarding = new SignedTree();
        Forward(forwarding.Tree, new SignedTree().Tree);
        forwarding.Tree.Change(Near, answer => SignedTree.With(
            answer, record => record.Type == RecordType.A ? record with { Data = RecordData.Of(IPv4Address.Parse("10.6.6.6")) } : record));
        Assert.StartsWith("ServFail", forwarding.Line("www.netcinema.com."), StringComparison.Ordinal);
        Assert.Equal("NoError 10.6.6.6", forwarding.Line("www.kingcdn.com."));
    }

    [Fact]
    public void Nobody_sees_the_case_of_letters_in_which_it_was_asked()
    {
        // It compresses as Unbound does: what ends like the question has its letters, too.
        tree.Behave(Near, query => beyond.Resolve(query.Question!.Name.ToCanonical().ToString(), query.Question.Type).About(query.Question).WithId(query.Id));
        var answer = tree.Resolve("video.netcinema.com.");
        Assert.Equal(
            ["video.netcinema.com. 3600 IN CNAME a.kingcdn.com.", "a.kingcdn.com. 3600 IN A 10.7.7.7"], answer.Answers.Select(record => $"{record}".Replace('\t', ' ')));
        Assert.Equal("netcinema.com.", tree.Resolve("no.such.netcinema.com.").Authorities.Single().Owner.ToString());
    }

    private void Forward(NameTree from, NameTree to)
    {
        from.Forwarders = [IPv4Address.Parse(Near)];
        from.Behave(Near, query =>
        {
            queries.Add(query);
            return to.Resolve(query);
        });
    }
}
