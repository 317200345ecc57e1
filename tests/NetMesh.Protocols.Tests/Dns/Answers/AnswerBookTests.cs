using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Dns.Answers;
using NetMesh.Protocols.Dns.MasterFiles;
using NetMesh.Protocols.Dns.Messages;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;
using NetMesh.Protocols.Dns.Zones;

namespace NetMesh.Protocols.Tests.Dns.Answers;

public sealed class AnswerBookTests
{
    private const string Records = """
        $TTL 1h
        @ SOA ns h 1 1h 1h 1h 5m
          NS ns
        ns A 192.0.2.1
        www A 192.0.2.2
            A 192.0.2.3
            A 192.0.2.4
            AAAA 2001:db8::1
        alias CNAME www
        *.wild TXT "any"
        deep.er.down MX 10 www
        sub NS ns.sub
        ns.sub A 192.0.2.9
        """;

    private static readonly DomainName Apex = DomainName.Parse("example.org.");
    private static readonly AuthoritativeServer Server = new([ZoneOf(Records)]);

    private readonly byte[] room = new byte[Edns.UsualUdpLength];

    private static readonly string[] Asked = ["example.org.", "www.example.org.", "alias.example.org.", "x.wild.example.org.", "er.down.example.org.", "no.example.org.", "a.sub.example.org."];

    public static TheoryData<string> Names => [.. Asked];

    [Theory]
    [MemberData(nameof(Names))]
    public void What_is_said_again_is_what_the_server_says_whatever_the_letters_case(string name)
    {
        var book = new AnswerBook(Server);
        foreach (var type in (RecordType[])[RecordType.A, RecordType.AAAA, RecordType.MX, RecordType.TXT, RecordType.NS, RecordType.SOA])
        {
            foreach (var edns in (Edns?[])[null, new Edns(4096), new Edns(512, IsDnssecOk: true)])
            {
                foreach (var text in (string[])[name, name.ToUpperInvariant(), name])
                {
                    var query = Query(text, type, edns);
                    var length = book.Answer(DnsWriter.Write(query), 0, room, out var given);
                    var answer = DnsReader.Read(room.AsSpan(0, length)).Value!;
                    var expected = DnsReader.Read(DnsWriter.Write(Server.Answer(query)!)).Value!;
                    Assert.Equal((expected.Id, expected.Flags, expected.Code), (answer.Id, answer.Flags, answer.Code));
                    Assert.Equal(text, answer.Question!.Name.ToString());
                    Assert.Equal((type, expected.Code, false), (given.Type, given.Kind.Code, given.IsFromCache));
                    Assert.Equal(expected.Answers.ToHashSet(), answer.Answers.ToHashSet());
                    Assert.Equal(expected.Authorities.AsEnumerable(), answer.Authorities);
                    Assert.Equal(expected.Additionals.AsEnumerable(), answer.Additionals);
                    Assert.Equal((expected.Edns?.UdpLength, expected.Edns?.IsDnssecOk), (answer.Edns?.UdpLength, answer.Edns?.IsDnssecOk));
                }
            }
        }
    }

    [Fact]
    public void Each_of_several_addresses_comes_first_in_turn()
    {
        var book = new AnswerBook(Server);
        var query = DnsWriter.Write(Query("www.example.org.", RecordType.A));
        var first = Enumerable.Range(0, 6).Select(_ => DnsReader.Read(room.AsSpan(0, book.Answer(query, 0, room, out var _))).Value!.Answers[0].Data.Address.ToString()).ToList();
        Assert.Equal(3, first.Take(3).Distinct().Count());
        Assert.Equal(first.Take(3), first.Skip(3));
    }

    [Fact]
    public void What_a_resolver_found_ages_until_its_time_to_live_has_run_out()
    {
        var book = new AnswerBook(new AuthoritativeServer([]));
        var query = Query("www.example.com.", RecordType.A, new Edns(1232));
        var bytes = DnsWriter.Write(query);
        Assert.Equal(0, book.Answer(bytes, 100, room, out _));
        book.Keep(bytes, Found(query, 60, 90), 100);
        Assert.Equal([50u, 80u], TtlsAt(110));
        Assert.Equal([1u, 31u], TtlsAt(159));
        Assert.Equal(0, book.Answer(bytes, 160, room, out _));

        uint[] TtlsAt(long now)
        {
            var answer = DnsReader.Read(room.AsSpan(0, book.Answer(bytes, now, room, out var given))).Value!;
            Assert.True(given.IsFromCache);
            return [.. answer.Answers.Select(record => record.Ttl).Order()];
        }
    }

    [Theory]
    [InlineData(60, 154)]
    [InlineData(3600, 3340)]
    [InlineData(10, 108)]
    [InlineData(9, 108)]
    public void In_the_last_tenth_of_its_time_a_resolver_that_renews_what_it_knows_is_asked_itself(uint ttl, long last)
    {
        var book = new AnswerBook(new AuthoritativeServer([]), endsEarly: true);
        var query = Query("www.example.com.", RecordType.A);
        var bytes = DnsWriter.Write(query);
        book.Keep(bytes, Found(query, ttl, ttl + 1), 100);
        Assert.NotEqual(0, book.Answer(bytes, last, room, out _));
        Assert.Equal(0, book.Answer(bytes, last + 1, room, out _));
    }

    [Fact]
    public void What_is_not_for_everybody_is_neither_made_from_zones_nor_kept()
    {
        var book = new AnswerBook(Server, answer => answer.Answers.All(record => record.Type != RecordType.A));
        var query = Query("www.example.org.", RecordType.A);
        Assert.Equal(0, book.Answer(DnsWriter.Write(query), 0, room, out _));
        book.Keep(DnsWriter.Write(query), Found(query, 60), 0);
        Assert.Equal(0, book.Answer(DnsWriter.Write(query), 0, room, out _));
        Assert.NotEqual(0, book.Answer(DnsWriter.Write(Query("www.example.org.", RecordType.AAAA)), 0, room, out _));
    }

    [Fact]
    public void What_is_refused_failed_or_too_long_is_left_to_the_server()
    {
        var book = new AnswerBook(new AuthoritativeServer([ZoneOf(Records + string.Concat(Enumerable.Range(0, 100).Select(i => $"\nlong TXT \"{i} some text\"")))]));
        Assert.Equal(0, book.Answer(DnsWriter.Write(Query("long.example.org.", RecordType.TXT, new Edns(1232))), 0, room, out _));
        Assert.Equal(0, book.Answer(DnsWriter.Write(Query("example.com.", RecordType.A)), 0, room, out _));
        Assert.Equal(0, book.Answer(DnsWriter.Write(Query("example.org.", RecordType.AXFR)), 0, room, out _));
        var cookie = new Edns(1232) { Options = [new EdnsOption(EdnsOptionCode.Cookie, [1, 2, 3, 4, 5, 6, 7, 8])] };
        Assert.Equal(0, book.Answer(DnsWriter.Write(Query("www.example.org.", RecordType.A, cookie)), 0, room, out _));

        var query = Query("www.example.com.", RecordType.A);
        book.Keep(DnsWriter.Write(query), AuthoritativeServer.Refuse(query, ResponseCode.ServFail), 0);
        Assert.Equal(0, book.Answer(DnsWriter.Write(query), 0, room, out _));
    }

    [Fact]
    public void Nothing_that_cannot_be_read_is_answered_and_nothing_is_answered_in_more_bytes_than_the_client_takes()
    {
        var random = new Random(11);
        var book = new AnswerBook(Server);
        var seeds = Asked.Select(name => DnsWriter.Write(Query(name, RecordType.A, new Edns(700)))).ToList();
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = (byte[])seeds[random.Next(seeds.Count)].Clone();
            for (var changes = random.Next(4); changes > 0; changes--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            bytes = random.Next(4) == 0 ? bytes[..random.Next(bytes.Length)] : bytes;
            var length = book.Answer(bytes, 0, room, out _);
            if (length > 0)
            {
                var query = DnsReader.Read(bytes);
                Assert.True(query.IsComplete, Convert.ToHexString(bytes));
                Assert.True(length <= Edns.UdpLengthOf(query.Value));
                Assert.Equal(Server.Answer(query.Value)!.Code, DnsReader.Read(room.AsSpan(0, length)).Value!.Code);
            }
        }
    }

    private static DnsMessage Query(string name, RecordType type, Edns? edns = null) =>
        new() { Id = 0x1234, Flags = MessageFlags.RecursionDesired, Question = new Question(DomainName.Parse(name), type), Edns = edns };

    private static DnsMessage Found(DnsMessage query, params uint[] ttls) => new()
    {
        Id = query.Id,
        Flags = MessageFlags.Response | MessageFlags.RecursionAvailable,
        Question = query.Question,
        Answers = [.. ttls.Select((ttl, i) => new ResourceRecord(query.Question!.Name, ttl, RecordData.Of(new IPv4Address((uint)i))))],
        Edns = query.Edns,
    };

    private static Zone ZoneOf(string records) => Zone.TryMake(Apex, new MasterFileReader().Read(records, "test", Apex).Records, out var zone, out var errors)
        ? zone
        : throw new FormatException(errors[0].ToString());
}
