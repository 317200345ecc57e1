using NetMesh.Protocols.Dns.Messages;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;
using NetMesh.Protocols.Dns.Resolving;
using NetMesh.Protocols.Dns.Security;
using NetMesh.Protocols.Dns.Security.Validating;

namespace NetMesh.Protocols.Tests.Dns.Security.Validating;

public sealed class ValidationTests
{
    public enum Chain
    {
        Nsec,
        Nsec3,
        OptOut,
    }

    private static SignedTree Tree(Chain chain) => new(chain switch
    {
        Chain.Nsec => null,
        Chain.Nsec3 => Nsec3Parameters.Usual(),
        _ => Nsec3Parameters.Usual(isOptOut: true),
    });

    [Theory]
    [InlineData("www.netcinema.com.", RecordType.A, "NoError secure 10.9.9.9 10.9.9.8")]
    [InlineData("netcinema.com.", RecordType.DNSKEY, "NoError secure *")]
    [InlineData("netcinema.com.", RecordType.DS, "NoError secure *")]
    [InlineData("also.netcinema.com.", RecordType.A, "NoError secure www.netcinema.com. 10.9.9.9 10.9.9.8")]
    [InlineData("www.old.netcinema.com.", RecordType.A, "NoError secure www.new.netcinema.com. new.netcinema.com. 10.9.9.5")]
    [InlineData("www.netcinema.com.", RecordType.MX, "NoError secure")]
    [InlineData("com.", RecordType.MX, "NoError secure")]
    [InlineData("y.pages.netcinema.com.", RecordType.A, "NoError secure")]
    public void What_signed_zones_have_is_secure_however_they_deny_the_rest(string name, RecordType type, string expected)
    {
        foreach (var chain in Enum.GetValues<Chain>())
        {
            AssertLine(expected, Tree(chain).Line(name, type));
        }
    }

    // Where the chain leaves out what is not signed, a gap proves nothing for sure (RFC 5155 §9.2).
    [Theory]
    [InlineData("any.pages.netcinema.com.", RecordType.A, "NoError secure 10.9.9.7")]
    [InlineData("deep.any.pages.netcinema.com.", RecordType.A, "NoError secure 10.9.9.7")]
    [InlineData("any.pages.netcinema.com.", RecordType.MX, "NoError secure")]
    [InlineData("any.star.netcinema.com.", RecordType.A, "NoError secure www.netcinema.com. 10.9.9.9 10.9.9.8")]
    [InlineData("no.such.netcinema.com.", RecordType.A, "NXDomain secure")]
    [InlineData("nz.y.pages.netcinema.com.", RecordType.A, "NXDomain secure")]
    [InlineData("any.also.netcinema.com.", RecordType.A, "NXDomain secure no.such.netcinema.com.")]
    [InlineData("zz.", RecordType.A, "NXDomain secure")]
    public void What_is_not_there_is_secure_unless_the_chain_leaves_out_what_is_not_signed(string name, RecordType type, string expected)
    {
        AssertLine(expected, Tree(Chain.Nsec).Line(name, type));
        AssertLine(expected, Tree(Chain.Nsec3).Line(name, type));
        AssertLine(expected.Replace(" secure", "", StringComparison.Ordinal), Tree(Chain.OptOut).Line(name, type));
    }

    [Theory]
    [InlineData(Chain.Nsec)]
    [InlineData(Chain.Nsec3)]
    [InlineData(Chain.OptOut)]
    public void Below_a_delegation_that_is_not_signed_everything_is_insecure(Chain chain)
    {
        var tree = Tree(chain);
        Assert.Equal("NoError 10.7.7.7", tree.Line("www.kingcdn.com."));
        Assert.Equal("NXDomain", tree.Line("no.kingcdn.com."));
        Assert.Equal("NoError www.kingcdn.com. 10.7.7.7", tree.Line("out.netcinema.com."));
        Assert.Equal(chain == Chain.OptOut ? "NoError" : "NoError secure", tree.Line("kingcdn.com.", RecordType.DS));
    }

    [Fact]
    public void Signatures_and_proofs_are_for_those_who_want_them()
    {
        var tree = Tree(Chain.Nsec);
        Assert.Equal("A A RRSIG", Types(tree.Ask("www.netcinema.com.").Answers));
        Assert.Equal("A A", Types(tree.Tree.Resolve("www.netcinema.com.").Answers));
        Assert.Equal("SOA RRSIG NSEC RRSIG", Types(tree.Ask("www.netcinema.com.", RecordType.MX).Authorities));
        Assert.Equal("SOA", Types(tree.Tree.Resolve("www.netcinema.com.", RecordType.MX).Authorities));
        Assert.Equal("A RRSIG", Types(tree.Ask("any.pages.netcinema.com.").Answers));
        Assert.Equal("NSEC RRSIG", Types(tree.Ask("any.pages.netcinema.com.").Authorities));
        Assert.Equal("DNAME RRSIG CNAME A RRSIG", Types(tree.Ask("www.old.netcinema.com.").Answers));

        // Of several addresses each time another stands first, before their signatures.
        var query = new DnsMessage { Id = 1, Question = new Question(DomainName.Parse("www.netcinema.com."), RecordType.A), Edns = new Edns(Edns.UsualUdpLength, IsDnssecOk: true) };
        tree.Tree.Resolve(query);
        Assert.Equal(["10.9.9.8", "10.9.9.9"], tree.Tree.Found.To(query, turn: 1).Answers.Take(2).Select(record => record.Data.ToString()));

        // Whoever asked for neither learns nothing of it, either.
        Assert.Equal("NoError 10.9.9.9 10.9.9.8", tree.Line("www.netcinema.com.", flags: MessageFlags.None));
    }

    [Fact]
    public void Without_a_trusted_key_above_it_nothing_is_validated()
    {
        var tree = Tree(Chain.Nsec);
        tree.Trust([]);
        Assert.Equal("NoError 10.9.9.9 10.9.9.8", tree.Line("www.netcinema.com."));
        Assert.Equal("A A", Types(tree.Ask("www.netcinema.com.").Answers));

        var island = Tree(Chain.Nsec);
        island.Trust([new ResourceRecord(DomainName.Parse("netcinema.com."), 0, SignedTree.PointerOf("netcinema.com."))]);
        Assert.Equal("NoError secure 10.9.9.9 10.9.9.8", island.Line("www.netcinema.com."));
        Assert.Equal("NoError", island.Line("com.", RecordType.MX));
        Assert.DoesNotContain(island.Tree.Asked, asked => asked.EndsWith("DNSKEY", StringComparison.Ordinal));
    }

    [Fact]
    public void Once_validated_it_costs_nothing_until_it_is_asked_for_again_or_a_signature_expires()
    {
        var tree = Tree(Chain.Nsec);
        tree.Line("www.netcinema.com.");
        Assert.InRange(tree.Tree.Last.Work.Checks, 6, 12);
        tree.Line("www.netcinema.com.");
        Assert.Equal(0, tree.Tree.Last.Work.Checks);

        // Keys and pointers are known now.
        tree.Line("dns1.netcinema.com.");
        Assert.Equal((1, "10.0.1.1 dns1.netcinema.com. A"), (tree.Tree.Last.Work.Checks, Assert.Single(tree.Tree.Asked)));

        var late = Tree(Chain.Nsec);
        late.Tree.Now = TimeSpan.FromDays(10) - TimeSpan.FromSeconds(20);
        late.Line("www.netcinema.com.");
        Assert.InRange(late.Ask("www.netcinema.com.").Answers[0].Ttl, 1u, 20u);
    }

    private static string Types(IEnumerable<ResourceRecord> records) => string.Join(' ', records.Select(record => record.Type));

    private static void AssertLine(string expected, string line)
    {
        if (expected.EndsWith('*'))
        {
            Assert.StartsWith(expected[..^1], line, StringComparison.Ordinal);
        }
        else
        {
            Assert.Equal(expected.Split(' ').Order(), line.Split(' ').Order());
        }
    }
}
