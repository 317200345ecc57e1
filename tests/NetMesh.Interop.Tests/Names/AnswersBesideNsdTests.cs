using NetMesh.Protocols.Dns.MasterFiles;
using NetMesh.Protocols.Dns.Messages;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;
using NetMesh.Protocols.Dns.Zones;

namespace NetMesh.Interop.Tests.Names;

public sealed class AnswersBesideNsdTests
{
    private static readonly DomainName ZoneName = DomainName.Parse(GeneratedZone.Name);

    [RealClientFact("nsd")]
    public async Task Zones_drawn_by_lot_are_answered_from_as_NSD_does()
    {
        for (var seed = 1; seed <= 8; seed++)
        {
            await CompareAsync(seed);
        }
    }

    private static async Task CompareAsync(int seed)
    {
        var generated = new GeneratedZone(seed);
        var file = new MasterFileReader().Read(generated.Text, "zone", ZoneName);
        Assert.Empty(file.Errors);
        Assert.True(Zone.TryMake(ZoneName, file.Records, out var zone, out var errors), string.Join('\n', errors));
        var server = new AuthoritativeServer([zone]);
        await using var nsd = await Nsd.StartAsync(GeneratedZone.Name, generated.Text);

        ushort id = 1;
        foreach (var (name, type) in generated.Questions(400))
        {
            Assert.True(RecordTypeText.TryRead(type, out RecordType read));
            var query = new DnsMessage { Id = ++id, Question = new Question(DomainName.Parse(name), read), Edns = new Edns(4096) };

            // As it comes over the wire, so that the writer is compared, too.
            var ours = DnsReader.Read(DnsWriter.Write(server.Answer(query)!)).Value!;
            var theirs = await nsd.AskAsync(query);
            Assert.True(Describe(theirs) == Describe(ours), $"seed {seed}, {query.Question}\nNSD:\n{Describe(theirs)}\nNetMesh:\n{Describe(ours)}\n\n{generated.Text}");
        }
    }

    // What is said, and how; the order of records, and which addresses come along with an answer, are a server's own business.
    private static string Describe(DnsMessage message) => string.Join('\n', (string[])
    [
        $"{message.Code} {message.Flags & ~MessageFlags.Truncated} {message.Question}",
        .. message.Answers.Select(record => $"answer {Told(record)}").Order(StringComparer.Ordinal),
        .. message.Authorities.Where(record => message.Answers.IsEmpty || record.Type == RecordType.SOA).Select(record => $"authority {Told(record)}").Order(StringComparer.Ordinal),
        .. message.Additionals.Where(_ => message.Answers.IsEmpty && !message.Flags.HasFlag(MessageFlags.Authoritative))
            .Select(record => $"additional {Told(record)}").Order(StringComparer.Ordinal),
    ]);

    private static string Told(ResourceRecord record) => $"{record.Owner.ToCanonical()} {record.Ttl} {record.Type} {Convert.ToHexString(record.Data.ToCanonical())}";
}
