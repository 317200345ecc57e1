using NetMesh.Protocols.Dns.Messages;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;

namespace NetMesh.Protocols.Tests.Dns.Resolving;

/// <summary>What is known, but soon no longer, and is looked up anew meanwhile.</summary>
public sealed class RenewalTests
{
    private readonly NameTree tree = NameTree.Small();

    [Theory]
    [InlineData("www.netcinema.com.", RecordType.A, 60)]
    [InlineData("video.netcinema.com.", RecordType.A, 3600)]
    [InlineData("www.netcinema.com.", RecordType.MX, 300)]
    [InlineData("no.such.umass.edu.", RecordType.A, 300)]
    public void In_the_last_tenth_of_its_time_it_is_told_and_is_looked_up_anew(string name, RecordType type, int ttl)
    {
        var answer = tree.Line(name, type);
        tree.Now += TimeSpan.FromSeconds(ttl - (ttl / 10) - 1);
        Assert.Equal(answer, tree.Line(name, type));
        Assert.False(tree.Found.IsDue);

        tree.Now += TimeSpan.FromSeconds(1);
        Assert.Equal(answer, tree.Line(name, type));
        Assert.Empty(tree.Asked);
        Assert.True(tree.Found.IsDue);

        Renew(name, type);
        Assert.NotEmpty(tree.Asked);
        tree.Now += TimeSpan.FromSeconds(ttl / 2);
        Assert.Equal(answer, tree.Line(name, type));
        Assert.Empty(tree.Asked);
        Assert.False(tree.Found.IsDue);
    }

    [Fact]
    public void What_has_no_whole_second_in_a_tenth_of_its_time_is_never_due()
    {
        tree.Serve("10.0.2.1", "umass.edu.", "@ SOA dns h 1 1 1 1 300\n NS dns\ndns A 10.0.2.1\nshort 9 A 10.8.8.8\nlonger 10 A 10.8.8.9");
        foreach (var (name, isDue) in ((string, bool)[])[("short.umass.edu.", false), ("longer.umass.edu.", true)])
        {
            tree.Line(name);
            tree.Now += TimeSpan.FromSeconds(isDue ? 9 : 8.9);
            tree.Line(name);
            Assert.Empty(tree.Asked);
            Assert.Equal(isDue, tree.Found.IsDue);
        }
    }

    [Fact]
    public void When_nobody_answers_what_is_known_stays_known_for_its_time()
    {
        tree.Line("gaia.cs.umass.edu.");
        tree.Now += TimeSpan.FromSeconds(3500);
        tree.Behave("10.0.2.1", _ => null);
        Renew("gaia.cs.umass.edu.", RecordType.A);
        Assert.NotEmpty(tree.Asked);
        Assert.Equal("NoError 10.8.8.8", tree.Line("gaia.cs.umass.edu."));
        Assert.Empty(tree.Asked);
    }

    private void Renew(string name, RecordType type) => tree.Resolve(new DnsMessage { Id = 1, Question = new Question(DomainName.Parse(name), type) }, renews: true);
}
