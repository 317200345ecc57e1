using System.Collections.Immutable;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Dns.Messages;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;
using NetMesh.Protocols.Dns.Resolving;

namespace NetMesh.Protocols.Tests.Dns.Resolving;

public sealed class ResolutionTests
{
    private readonly NameTree tree = NameTree.Small();

    [Fact]
    public void Every_server_is_asked_for_one_label_more_and_sends_on()
    {
        Assert.Equal("NoError 10.8.8.8", tree.Line("gaia.cs.umass.edu."));
        Assert.Equal(
            ["10.0.0.1 edu. A", "10.0.0.3 umass.edu. A", "10.0.2.1 cs.umass.edu. A", "10.0.2.1 gaia.cs.umass.edu. A"], tree.Asked);
        Assert.Equal(
            [
                "10.0.0.1 for .: Referral at 0 after 20 ms", "10.0.0.3 for edu.: Referral at 20 after 20 ms", "10.0.2.1 for umass.edu.: NoData at 40 after 20 ms",
                "10.0.2.1 for umass.edu.: Answer at 60 after 20 ms",
            ],
            tree.Hops);
    }

    [Fact]
    public void What_was_learnt_on_the_way_shortens_the_next_way()
    {
        tree.Resolve("www.netcinema.com.");
        Assert.Equal("NoError 10.0.1.2", tree.Line("dns2.netcinema.com."));
        Assert.Single(tree.Asked);
        Assert.Equal("NoError 10.9.9.9", tree.Line("WWW.netcinema.com."));
        Assert.Empty(tree.Asked);

        tree.Now += TimeSpan.FromSeconds(61);
        Assert.Equal("NoError 10.9.9.9", tree.Line("www.netcinema.com."));
        Assert.Single(tree.Asked);
    }

    [Fact]
    public void An_alias_is_followed_into_another_zone_whose_server_has_no_glue()
    {
        Assert.Equal("NoError a.kingcdn.com. 10.7.7.7", tree.Line("video.netcinema.com."));
        Assert.Equal("NoError a.kingcdn.com.", tree.Line("video.netcinema.com.", RecordType.CNAME));
        Assert.Empty(tree.Asked);
    }

    [Fact]
    public void That_there_is_nothing_is_learnt_too()
    {
        Assert.Equal("NXDomain", tree.Line("no.such.umass.edu."));
        Assert.Equal("10.0.2.1 such.umass.edu. A", tree.Asked[^1]);
        Assert.Equal("NXDomain", tree.Line("other.such.umass.edu."));
        Assert.Empty(tree.Asked);

        Assert.Equal("NoError", tree.Line("gaia.cs.umass.edu.", RecordType.MX));
        Assert.Equal("umass.edu.", tree.Resolve("gaia.cs.umass.edu.", RecordType.MX).Authorities.Single().Owner.ToString());
        Assert.Empty(tree.Asked);
        tree.Now += TimeSpan.FromSeconds(301);
        Assert.Equal("NoError", tree.Line("gaia.cs.umass.edu.", RecordType.MX));
        Assert.Equal(["10.0.2.1 cs.umass.edu. A", "10.0.2.1 gaia.cs.umass.edu. MX"], tree.Asked);
        Assert.Equal("NoError", tree.Line("gaia.cs.umass.edu.", RecordType.TXT));
        Assert.Equal(["10.0.2.1 gaia.cs.umass.edu. TXT"], tree.Asked);
    }

    [Fact]
    public void Where_one_server_is_silent_another_is_asked()
    {
        tree.Behave("10.0.1.1", _ => null);
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal("NoError 10.9.9.9", tree.Line("www.netcinema.com."));
            tree.Now += TimeSpan.FromHours(1);
        }

        Assert.DoesNotContain(tree.Asked, asked => asked.StartsWith("10.0.1.1 ", StringComparison.Ordinal));
    }

    [Fact]
    public void A_server_that_does_not_have_the_zone_is_passed_over()
    {
        tree.Fail("10.0.1.2");
        tree.Behave("10.0.1.1", query => query.Question!.Type == RecordType.A
            ? new DnsMessage { Id = query.Id, Flags = MessageFlags.Response | MessageFlags.Authoritative, Question = query.Question, Answers = NameTree.Records(("www.netcinema.com.", "10.9.9.9")) }
            : null);
        Assert.Equal("NoError 10.9.9.9", tree.Line("www.netcinema.com."));
    }

    [Fact]
    public void Who_was_sent_to_servers_that_are_no_help_does_not_ask_the_way_again()
    {
        tree.Fail("10.0.1.1");
        tree.Fail("10.0.1.2", ResponseCode.ServFail);
        Assert.Equal("ServFail", tree.Line("www.netcinema.com."));
        Assert.Equal(["10.0.0.1", "10.0.0.2"], tree.Asked.Select(asked => asked.Split(' ')[0]).Where(server => server.StartsWith("10.0.0", StringComparison.Ordinal)));
        Assert.InRange(tree.Asked.Count, 4, 6);
    }

    [Fact]
    public void A_zone_that_has_moved_to_other_servers_is_found_there()
    {
        tree.Resolve("www.netcinema.com.");
        tree.Fail("10.0.1.1");
        tree.Fail("10.0.1.2");
        tree.Serve("10.0.0.2", "com.", "@ SOA g h 2 1 1 1 900\n NS g\ng A 10.0.0.2\nnetcinema NS dns3.netcinema\ndns3.netcinema A 10.0.1.3");
        tree.Serve("10.0.1.3", "netcinema.com.", "@ SOA dns3 h 2 1 1 1 300\n NS dns3\ndns3 A 10.0.1.3\nwww A 10.6.6.6");
        tree.Now += TimeSpan.FromSeconds(61);
        Assert.Equal("NoError 10.6.6.6", tree.Line("www.netcinema.com."));
    }

    [Fact]
    public void When_nobody_answers_the_client_hears_so_in_time_or_what_was_known_once()
    {
        Assert.Equal("NoError 10.9.9.9", tree.Line("www.netcinema.com."));
        tree.Behave("10.0.1.1", _ => null);
        tree.Behave("10.0.1.2", _ => null);
        tree.Now += TimeSpan.FromHours(1);
        var before = tree.Now;
        var stale = tree.Resolve("www.netcinema.com.");
        Assert.Equal(("10.9.9.9", 30u), (stale.Answers.Single().Data.Address.ToString(), stale.Answers.Single().Ttl));
        Assert.InRange(tree.Now - before, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(12));
        Assert.Equal("ServFail", tree.Line("mail.netcinema.com."));
        Assert.All(tree.Hops, hop => Assert.Contains(": Silence at ", hop, StringComparison.Ordinal));
    }

    [Fact]
    public void A_server_is_believed_only_about_its_own_zone()
    {
        tree.Serve("10.0.0.2", "com.", "@ SOA g h 1 1 1 1 900\n NS g\ng A 10.0.0.2\nevil NS dns.evil\ndns.evil A 10.6.6.6\nbank NS dns.bank\ndns.bank A 10.0.3.1");
        tree.Serve("10.0.3.1", "bank.com.", "@ SOA dns h 1 1 1 1 900\n NS dns\ndns A 10.0.3.1\nwww A 10.5.5.5");
        var evil = DomainName.Parse("evil.com.");
        tree.Behave("10.6.6.6", query => new DnsMessage
        {
            Id = query.Id,
            Flags = MessageFlags.Response | MessageFlags.Authoritative,
            Question = query.Question,
            Answers = [new ResourceRecord(query.Question!.Name, 3600, RecordData.Of(IPv4Address.Parse("10.6.6.7"))), .. NameTree.Records(("www.bank.com.", "10.6.6.6"))],
            Authorities = [new ResourceRecord(DomainName.Parse("com."), 3600, RecordData.Of(RecordType.NS, evil)), new ResourceRecord(DomainName.Parse("bank.com."), 3600, RecordData.Of(RecordType.NS, evil))],
            Additionals = NameTree.Records(("dns.bank.com.", "10.6.6.6"), ("g.com.", "10.6.6.6")),
        });
        Assert.Equal("NoError 10.6.6.7", tree.Line("www.evil.com."));
        Assert.Equal("NoError 10.5.5.5", tree.Line("www.bank.com."));
        Assert.DoesNotContain(tree.Asked, asked => asked.StartsWith("10.6.6.6 ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("id")]
    [InlineData("case")]
    [InlineData("type")]
    [InlineData("source")]
    public void What_does_not_repeat_the_question_is_not_the_answer(string forged)
    {
        var resolution = new Resolution(new Question(DomainName.Parse("abcdefghijklmnop."), RecordType.A), tree.Cache, new ServerBook(new Random(1)), [NameTree.Root], new Random(2));
        var ask = (AskServer)resolution.Begin(tree.Now);
        var asked = ask.Query.Question!;
        var other = DomainName.FromWire([.. asked.Name.Wire.ToArray().Select(octet => (byte)(octet > 64 ? octet ^ 0x20 : octet))]);
        var answer = new DnsMessage
        {
            Id = (ushort)(ask.Query.Id + (forged == "id" ? 1 : 0)),
            Flags = MessageFlags.Response | MessageFlags.Authoritative,
            Question = new Question(forged == "case" ? other : asked.Name, forged == "type" ? RecordType.AAAA : asked.Type),
            Answers = NameTree.Records(("abcdefghijklmnop.", "10.6.6.6")),
        };
        Assert.Null(resolution.OnAnswer(forged == "source" ? IPv4Address.Parse("10.6.6.6") : ask.Server, answer, tree.Now));
        Assert.Equal(1, resolution.Foreign);
        Assert.Null(tree.Cache.Find(asked.Name, RecordType.A, Trust.Glue, tree.Now));
    }

    [Fact]
    public void A_delegation_to_many_servers_without_addresses_makes_few_questions_to_somebody_elses()
    {
        var names = string.Concat(Enumerable.Range(0, 100).Select(i => $"evil NS n{i}.www.netcinema.com.\n"));
        tree.Serve("10.0.0.2", "com.", $"@ SOA g h 1 1 1 1 900\n NS g\ng A 10.0.0.2\nnetcinema NS dns1.netcinema\ndns1.netcinema A 10.0.1.1\n{names}");
        Assert.Equal("ServFail", tree.Line("www.evil.com."));
        Assert.InRange(tree.Asked.Count(asked => asked.StartsWith("10.0.1.1 ", StringComparison.Ordinal)), 1, 6);
    }

    [Theory]
    [InlineData("evil NS dns.evil", "www.evil.com.")]
    [InlineData("evil NS dns.bad\nbad NS dns.evil", "www.evil.com.")]
    [InlineData("evil NS dns.evil\ndns.evil A 10.0.0.2", "www.evil.com.")]
    public void A_delegation_that_leads_nowhere_costs_little(string records, string name)
    {
        tree.Serve("10.0.0.2", "com.", $"@ SOA g h 1 1 1 1 900\n NS g\ng A 10.0.0.2\n{records}");
        Assert.Equal("ServFail", tree.Line(name));
        Assert.InRange(tree.Last.Queries, 1, Resolution.MostQueries);
    }

    [Fact]
    public void Aliases_in_a_circle_end()
    {
        Assert.Equal("ServFail", tree.Line("loop.netcinema.com."));
        Assert.InRange(tree.Last.Queries, 1, 6);
    }

    [Fact]
    public void An_answer_without_room_in_a_datagram_is_asked_for_over_a_stream()
    {
        var text = string.Join(' ', Enumerable.Range(0, 8).Select(i => $"\"{new string((char)('a' + i), 250)}\""));
        tree.Serve("10.0.2.1", "umass.edu.", $"@ SOA dns h 1 1 1 1 300\n NS dns\ndns A 10.0.2.1\nlong TXT {text}");
        Assert.Equal($"NoError {text}", tree.Line("long.umass.edu.", RecordType.TXT));
        Assert.Equal(["10.0.2.1 long.umass.edu. TXT", "10.0.2.1 long.umass.edu. TXT over a stream"], tree.Asked[^2..]);
        Assert.Equal(["10.0.2.1 for umass.edu.: Truncated at 40 after 20 ms", "10.0.2.1 for umass.edu.: Answer at 60 after 20 ms"], tree.Hops.ToArray()[^2..]);

        // Somebody for whom there is never room enough.
        tree.Change("10.0.2.1", answer => new DnsMessage { Id = answer.Id, Flags = answer.Flags | MessageFlags.Truncated, Question = answer.Question });
        Assert.Equal("ServFail", tree.Line("other.umass.edu.", RecordType.TXT));
        Assert.InRange(tree.Last.Queries, 2, Resolution.MostQueries);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void From_any_cache_a_name_resolves_to_what_its_zone_says(int seed)
    {
        var random = new Random(seed);
        var names = new List<string>();
        var root = "@ SOA a. h. 1 1 1 1 60\n NS a.root.\na.root. A 10.0.0.1\n";
        for (var top = 0; top < 4; top++)
        {
            root += $"t{top} NS d.t{top}\nd.t{top} A 10.1.{top}.1\n";
            var records = $"@ SOA d h 1 1 1 1 60\n NS d\nd A 10.1.{top}.1\n";
            for (var zone = 0; zone < 4; zone++)
            {
                // Some servers stand in another domain, and have no glue.
                var server = random.Next(2) == 0 ? $"d.z{zone}" : $"d.t{random.Next(4)}.";
                records += $"z{zone} NS {server}\nd.z{zone} A 10.2.{top}.{zone}\n";
                var at = server.EndsWith('.') ? $"10.1.{server[3]}.1" : $"10.2.{top}.{zone}";
                tree.Serve(at, $"z{zone}.t{top}.", $"@ SOA {server} h 1 1 1 1 60\n NS {server}\nd A 10.2.{top}.{zone}\n" + string.Concat(
                    Enumerable.Range(0, 5).Select(_ => $"{string.Join('.', Enumerable.Range(0, random.Next(1, 4)).Select(_ => (char)('a' + random.Next(3))))} {random.Next(1, 200)} A 10.3.{random.Next(9)}.{random.Next(9)}\n")));
            }

            tree.Serve($"10.1.{top}.1", $"t{top}.", records);
        }

        tree.Serve("10.0.0.1", ".", root);
        for (var i = 0; i < 400; i++)
        {
            var labels = Enumerable.Range(0, random.Next(4)).Select(_ => $"{(char)('a' + random.Next(4))}");
            names.Add(string.Join('.', [.. labels, $"z{random.Next(5)}", $"t{random.Next(5)}", ""]));
        }

        foreach (var name in names)
        {
            var type = random.Next(4) == 0 ? RecordType.TXT : RecordType.A;
            var expected = tree.AllZones.Answer(new DnsMessage { Id = 1, Question = new Question(DomainName.Parse(name), type) })!;
            var answer = tree.Resolve(name, type);
            Assert.Equal((name, expected.Code), (name, answer.Code));
            Assert.Equal(expected.Answers.Select(record => $"{record.Data}").Order(), answer.Answers.Select(record => $"{record.Data}").Order());
            tree.Now += TimeSpan.FromSeconds(random.Next(40));
        }
    }
}
