using NetMesh.Protocols.Dns.Messages;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;
using NetMesh.Protocols.Tests.Dns.Records;

namespace NetMesh.Protocols.Tests.Dns.Messages;

/// <summary>Messages to put through readers and writers, and a message in words that are equal for equal ones.</summary>
internal static class DnsMessageSamples
{
    /// <summary>A query, a referral, and an answer that holds one record of each type.</summary>
    public static IEnumerable<DnsMessage> All => [Query, Referral, Everything];

    public static DnsMessage Query { get; } = new()
    {
        Id = 0x1234,
        Flags = MessageFlags.RecursionDesired,
        Question = new Question(DomainName.Parse("www.NetCinema.com."), RecordType.A),
        Edns = new Edns(1232, IsDnssecOk: true, Options: [new EdnsOption(EdnsOptionCode.Cookie, [1, 2, 3, 4, 5, 6, 7, 8])]),
    };

    public static DnsMessage Referral { get; } = new()
    {
        Id = 7,
        Flags = MessageFlags.Response,
        Question = new Question(DomainName.Parse("gaia.cs.umass.edu."), RecordType.AAAA),
        Authorities = [Record("umass.edu.", "NS", "dns.umass.edu."), Record("umass.edu.", "NS", "dns2.umass.edu.")],
        Additionals = [Record("dns.umass.edu.", "A", "127.16.0.2"), Record("dns2.umass.edu.", "A", "127.16.0.3")],
    };

    public static FramedDnsMessage Framed { get; } = new(Referral.WithId(8));

    public static DnsMessage Everything { get; } = new()
    {
        Id = 65535,
        Flags = MessageFlags.Response | MessageFlags.Authoritative | MessageFlags.AuthenticData,
        Code = ResponseCode.BadCookie,
        Question = new Question(DomainName.Parse("example."), RecordType.ANY),
        Answers = [.. RecordSamples.All.Select(row => Record("all.example.", row.Type, row.Text))],
        Edns = new Edns(4096),
    };

    public static ResourceRecord Record(string owner, string type, string data) => new(DomainName.Parse(owner), 300, RecordSamples.Read(type, data));

    public static string Describe(DnsMessage message) => string.Join('\n', (string[])
    [
        $"{message.Id} {message.Flags} {message.Opcode} {message.Code} {message.Question}",
        .. message.Answers.Select(record => $"an {record}"), .. message.Authorities.Select(record => $"au {record}"), .. message.Additionals.Select(record => $"ad {record}"),
        message.Edns is { } edns ? $"{edns.UdpLength} {edns.IsDnssecOk} {edns.Version} {string.Join(' ', edns.Options.Select(option => $"{option.Code}={Convert.ToHexString(option.Data.AsSpan())}"))}" : "no edns",
    ]);
}
