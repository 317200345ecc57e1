using System.Collections.Immutable;
using NetMesh.Gateways.Dns;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Dns.Answers;
using NetMesh.Protocols.Dns.Messages;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;

namespace NetMesh.Gateways.Tests.Dns;

public sealed class ResponseRateLimitTests
{
    private const int PerSecond = 10;

    private readonly ManualTime time = new();
    private readonly ResponseRateLimit limit;

    public ResponseRateLimitTests() => limit = new ResponseRateLimit(PerSecond, time);

    [Fact]
    public void A_network_gets_so_many_answers_of_a_kind_and_then_every_second_one_slips()
    {
        Assert.Equal(Enumerable.Repeat(RateVerdict.Sent, PerSecond), Judged(PerSecond, Answer("www")));
        Assert.Equal([RateVerdict.Dropped, RateVerdict.Slipped, RateVerdict.Dropped, RateVerdict.Slipped], Judged(4, Answer("www")));
        Assert.Equal([RateVerdict.Sent], Judged(1, Answer("www"), TestPlanet.First));
        Assert.Equal([RateVerdict.Sent], Judged(1, Answer("mail")));
        Assert.Equal([RateVerdict.Sent], Judged(1, Answer("www", ResponseCode.ServFail)));
        Assert.NotEqual([RateVerdict.Sent], Judged(1, Answer("WWW"), new IPv4Address(TestPlanet.Client.Value ^ 3)));
    }

    [Fact]
    public void Who_asks_no_faster_than_that_is_never_bounded()
    {
        for (var i = 0; i < 1000; i++)
        {
            time.Move(TimeSpan.FromSeconds(1) / PerSecond);
            Assert.Equal([RateVerdict.Sent], Judged(1, Answer("www")));
        }
    }

    [Fact]
    public void Who_goes_on_too_fast_gets_nothing_whole_until_it_has_been_still_for_a_while()
    {
        Judged(PerSecond, Answer("www"));
        for (var i = 0; i < 1000; i++)
        {
            time.Move(TimeSpan.FromSeconds(0.5) / PerSecond);
            var verdict = Judged(1, Answer("www"))[0];
            Assert.True(i < PerSecond * 2 || verdict != RateVerdict.Sent, $"question {i}");
        }

        time.Move(TimeSpan.FromSeconds(1.2));
        Assert.Equal([RateVerdict.Sent], Judged(1, Answer("www")));
    }

    [Fact]
    public void All_names_that_are_not_there_are_one_kind_and_so_are_errors_about_any()
    {
        Assert.DoesNotContain(RateVerdict.Sent, ManyNames(ResponseCode.NXDomain, new ResourceRecord(DomainName.Parse("netcinema.com."), 60, Soa)).Skip(PerSecond));
        Assert.DoesNotContain(RateVerdict.Sent, ManyNames(ResponseCode.Refused).Skip(PerSecond));
        Assert.All(ManyNames(ResponseCode.NoError), verdict => Assert.Equal(RateVerdict.Sent, verdict));
    }

    private static RecordData Soa => RecordData.TryMake(RecordType.SOA, new byte[22])!;

    private List<RateVerdict> ManyNames(ResponseCode code, params ImmutableArray<ResourceRecord> authorities) =>
        [.. Enumerable.Range(0, 3 * PerSecond).SelectMany(i => Judged(1, Answer($"x{i}", code, authorities)))];

    private RateVerdict[] Judged(int count, DnsMessage answer, IPv4Address? client = null) =>
        [.. Enumerable.Range(0, count).Select(_ => limit.Judge(client ?? TestPlanet.Client, AnswerKind.Of(answer)))];

    private static DnsMessage Answer(string label, ResponseCode code = ResponseCode.NoError, ImmutableArray<ResourceRecord> authorities = default) => new()
    {
        Id = 1,
        Flags = MessageFlags.Response,
        Code = code,
        Question = new Question(DomainName.Parse($"{label}.netcinema.com."), RecordType.A),
        Authorities = authorities.IsDefault ? [] : authorities,
    };
}
