using System.Net.Sockets;
using NetMesh.Gateways.Tests.Transport;
using NetMesh.Gateways.Transport;
using NetMesh.Protocols.Dns.Changes;
using NetMesh.Protocols.Dns.MasterFiles;
using NetMesh.Protocols.Dns.Messages;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;
using NetMesh.Protocols.Dns.Signatures;
using NetMesh.Protocols.Dns.Zones;

namespace NetMesh.Gateways.Tests.Dns;

/// <summary>Questions and answers that a shared secret vouches for (RFC 8945), as they pass the gateway.</summary>
public sealed class SignedNameTests
{
    private static readonly TransactionKey Key = TransactionKey.TryRead("pair.example:c2VjcmV0IG9mIHR3bw==", out var key, out _) ? key : throw new FormatException();
    private static readonly DomainName Name = DomainName.Parse("www.netcinema.com.");

    [Fact]
    public async Task A_question_signed_by_a_clock_that_is_wrong_is_told_the_servers_time()
    {
        await using var fixture = await StartAsync();
        using var counted = new MetricsListener("dns-tcp", fixture.Map);
        fixture.Time.Move(TimeSpan.FromHours(1));
        using var tcp = await TestPlanet.DialAsync(TestPlanet.Second, fixture.NamePort);
        var now = fixture.Time.GetUtcNow();
        var asked = now - TimeSpan.FromSeconds(301);
        var question = await AskAsync(tcp, new DnsMessage { Id = 7, Question = new Question(Name, RecordType.A) }, asked);

        // The answer is signed, at the time that the client has, so that it believes what the time is (RFC 8945 §5.2.3).
        var answer = new AnswerVerifier(Key, question.Mac).Read(await ReadAsync(tcp), asked).Value!;
        Assert.Equal((7, ResponseCode.NotAuth, SignatureError.BadTime), (answer.Id, answer.Code, answer.Signature!.Error));
        Assert.Equal(asked.ToUnixTimeSeconds(), answer.Signature.TimeSigned);
        Assert.Equal(TransactionSignature.OfTime(now.ToUnixTimeSeconds()).ToArray(), answer.Signature.Other.ToArray());
        Assert.Empty(fixture.Grains.Names.Asked);
        Assert.Equal(1, counted.Sum("netmesh_gateway_refusals", RefusalReasons.Garbage));

        // With the time that it was told it is answered.
        question = await AskAsync(tcp, new DnsMessage { Id = 8, Question = new Question(Name, RecordType.A) }, now);
        answer = new AnswerVerifier(Key, question.Mac).Read(await ReadAsync(tcp), now).Value!;
        Assert.Equal((8, ResponseCode.NoError, SignatureError.None), (answer.Id, answer.Code, answer.Signature!.Error));
    }

    [Fact]
    public async Task A_zone_comes_whole_in_several_messages_of_which_each_is_signed_behind_the_one_before_it()
    {
        await using var fixture = await StartAsync();
        var zone = Large();
        fixture.Grains.Names.Transfers = (query, key) => key == $"{Key.Name}" ? [.. ZoneTransfer.Answer(query, zone, new ZoneJournal(0))] : [];
        using var tcp = await TestPlanet.DialAsync(TestPlanet.Second, fixture.NamePort);
        var query = ZoneTransfer.Ask(zone.Name, 9);
        var now = fixture.Time.GetUtcNow();
        var verifier = new AnswerVerifier(Key, (await AskAsync(tcp, query, now)).Mac);
        var reader = new TransferReader(query);
        var transferred = reader.Read(await NextAsync());
        var messages = 1;
        for (; !transferred.IsComplete && !transferred.IsInvalid; messages++)
        {
            transferred = reader.Read(await NextAsync());
        }

        Assert.InRange(messages, 4, 20);
        Assert.Equal(zone.Records, transferred.Value!.Zone.Records);

        // The connection is still of use.
        await AskAsync(tcp, ZoneTransfer.Ask(zone.Name, 10), now);
        Assert.Equal(10, DnsReader.Read(await ReadAsync(tcp)).Value!.Id);

        async Task<DnsMessage> NextAsync()
        {
            var read = verifier.Read(await ReadAsync(tcp), now);
            Assert.True(read.IsComplete && verifier.IsProven, read.Error?.ToString());
            return read.Value;
        }
    }

    private static Task<GatewayFixture> StartAsync() => GatewayFixture.StartAsync(new GatewayOptions { NameKeys = [Key] }, nameServer: TestPlanet.Second);

    // Of about 130 KiB, where a message has at most 64.
    private static Zone Large()
    {
        const string Text = "$TTL 1h\n@ SOA dns h 1 1h 15m 2w 5m\n NS dns\ndns A 127.17.3.7\n$GENERATE 1-3000 n$ TXT \"the record of n$\"\n";
        var name = DomainName.Parse("netcinema.com.");
        return Zone.TryMake(name, new MasterFileReader().Read(Text, "test", name).Records, out var zone, out var errors) ? zone : throw new FormatException(string.Join('\n', errors));
    }

    private static async Task<SignedMessage> AskAsync(Socket tcp, DnsMessage query, DateTimeOffset now)
    {
        var question = SignedMessage.Of(DnsWriter.Write(query), Key, now);
        await tcp.SendAsync(NameGatewayTests.Framed(question.Bytes));
        return question;
    }

    private static Task<byte[]> ReadAsync(Socket tcp) => NameGatewayTests.ReadAsync(tcp);
}
