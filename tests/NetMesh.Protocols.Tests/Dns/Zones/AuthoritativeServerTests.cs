using NetMesh.Protocols.Dns.Messages;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;
using NetMesh.Protocols.Dns.Zones;

namespace NetMesh.Protocols.Tests.Dns.Zones;

public sealed class AuthoritativeServerTests
{
    private static readonly AuthoritativeServer Server = new(
    [
        ZoneLookupTests.Make("$TTL 60\n@ SOA @ @ 1 1 1 1 1\n@ NS ns.test.\nsub NS ns.test.\nsub DS 1 13 2 00\nwww A 127.0.0.1\nwww A 127.0.0.2\nwww A 127.0.0.3", "example."),
        ZoneLookupTests.Make("$TTL 60\n@ SOA @ @ 2 1 1 1 1\n@ NS ns.test.\n@ A 127.0.0.9", "sub.example."),
    ]);

    [Fact]
    public void The_nearest_zone_answers_but_for_the_DS_of_its_own_name()
    {
        Assert.Equal("127.0.0.9", Ask("sub.example.", RecordType.A).Answers.Single().Data.ToString());
        Assert.Equal("1 13 2 00", Ask("sub.example.", RecordType.DS).Answers.Single().Data.ToString());
        Assert.Equal(ResponseCode.NXDomain, Ask("no.sub.example.", RecordType.A).Code);
        Assert.Equal(ResponseCode.Refused, Ask("elsewhere.", RecordType.A).Code);
        Assert.Equal(ResponseCode.Refused, Ask(".", RecordType.NS).Code);
    }

    [Fact]
    public void Each_answer_begins_with_another_address()
    {
        var firsts = Enumerable.Range(0, 6).Select(turn => Ask("www.example.", RecordType.A, turn).Answers[0].Data.ToString());
        Assert.Equal(["127.0.0.1", "127.0.0.2", "127.0.0.3", "127.0.0.1", "127.0.0.2", "127.0.0.3"], firsts);
    }

    [Fact]
    public void An_answer_goes_with_its_question()
    {
        var answer = Ask("WWW.example.", RecordType.A);
        Assert.Equal(77, answer.Id);
        Assert.Equal("WWW.example.", answer.Question!.Name.ToString());
        Assert.Equal(MessageFlags.Response | MessageFlags.Authoritative | MessageFlags.RecursionDesired, answer.Flags);
        Assert.Equal(Edns.UsualUdpLength, answer.Edns!.UdpLength);
    }

    [Fact]
    public void What_it_does_not_do_it_says()
    {
        Assert.Null(Server.Answer(new DnsMessage { Id = 1, Flags = MessageFlags.Response, Question = new Question(DomainName.Root, RecordType.A) }));
        Assert.Equal(ResponseCode.BadVers, Server.Answer(new DnsMessage { Id = 1, Edns = new Edns(512, Version: 1) })!.Code);
        Assert.Equal(ResponseCode.NotImp, Server.Answer(new DnsMessage { Id = 1, Opcode = Opcode.Status })!.Code);
        Assert.Equal(ResponseCode.FormErr, Server.Answer(new DnsMessage { Id = 1 })!.Code);
        Assert.Equal(ResponseCode.NotImp, Ask("example.", RecordType.TKEY).Code);
        Assert.Equal(ResponseCode.Refused, Server.Answer(new DnsMessage { Id = 1, Question = new Question(DomainName.Parse("example."), RecordType.A, RecordClass.CH) })!.Code);
    }

    private static DnsMessage Ask(string name, RecordType type, int turn = 0) => Server.Answer(
        new DnsMessage { Id = 77, Flags = MessageFlags.RecursionDesired, Question = new Question(DomainName.Parse(name), type), Edns = new Edns(4096) }, turn)!;
}
