using System.Collections.Immutable;
using NetMesh.Protocols.Dns.Messages;
using NetMesh.Protocols.Dns.Records;
using NetMesh.Protocols.Dns.Zones;

namespace NetMesh.Protocols.Dns.Changes;

/// <summary>What a server sends to one that asks for a whole zone (AXFR, RFC 5936) or for what has changed in it (IXFR, RFC 1995). On a stream, as many messages as it takes.</summary>
public static class ZoneTransfer
{
    // Counted without compression. Names can be pointed to only in a message's first 16 KiB (RFC 5936 §3.4), and written they take about half.
    private const int MessageLength = 32 * 1024;

    /// <summary>A question for a whole zone, or, with the start of authority that one has, for what has changed since.</summary>
    public static DnsMessage Ask(Names.DomainName zone, ushort id, ResourceRecord? held = null) => new()
    {
        Id = id,
        Question = new Question(zone, held is null ? RecordType.AXFR : RecordType.IXFR),
        Authorities = held is null ? [] : [held],
    };

    /// <summary>The messages of an answer, made as they are taken. Who may ask has been settled, and that it is this zone.</summary>
    /// <param name="query">A question of type AXFR or IXFR.</param>
    /// <param name="zone">The zone as it is.</param>
    /// <param name="journal">How it came to be so.</param>
    public static IEnumerable<DnsMessage> Answer(DnsMessage query, Zone zone, ZoneJournal journal)
    {
        if (query.Question?.Type == RecordType.AXFR)
        {
            return Pack(query, Whole(zone));
        }

        if (query.Question?.Type != RecordType.IXFR || query.Authorities is not [{ Type: RecordType.SOA } held])
        {
            return [AuthoritativeServer.Refuse(query, ResponseCode.FormErr)];
        }

        if (!SerialNumber.IsAfter(zone.Serial, held.Data.Number(2)))
        {
            return Pack(query, [zone.Soa]);
        }

        var changes = journal.Since(held.Data.Number(2));
        return Pack(query, changes.IsEmpty || changes[^1].ToSerial != zone.Serial ? Whole(zone) : Changed(zone, changes));
    }

    /// <summary>The answer in a datagram: what fits one, else the start of authority alone, upon which the other comes again on a stream (RFC 1995 §2).</summary>
    /// <param name="query">The question. A whole zone is never sent like this.</param>
    /// <param name="messages">The answer as on a stream.</param>
    public static DnsMessage WithinDatagram(DnsMessage query, ImmutableArray<DnsMessage> messages) =>
        query.Question?.Type == RecordType.AXFR ? AuthoritativeServer.Refuse(query, ResponseCode.FormErr)
        : messages is [var only] && only.WireLength <= Edns.UdpLengthOf(query) ? only
        : Pack(query, [messages[0].Answers[0]]).Single();

    private static IEnumerable<ResourceRecord> Whole(Zone zone) => zone.Records.Append(zone.Soa);

    private static IEnumerable<ResourceRecord> Changed(Zone zone, ImmutableArray<ZoneChange> changes) =>
        changes.SelectMany(change => (IEnumerable<ResourceRecord>)[change.From, .. change.Removed, change.To, .. change.Added]).Prepend(zone.Soa).Append(zone.Soa);

    private static IEnumerable<DnsMessage> Pack(DnsMessage query, IEnumerable<ResourceRecord> records)
    {
        var some = ImmutableArray.CreateBuilder<ResourceRecord>();
        var length = 0;
        foreach (var record in records)
        {
            var more = record.Owner.Wire.Length + 10 + record.Data.Wire.Length;
            if (length > 0 && length + more > MessageLength)
            {
                yield return Message(query, some.ToImmutable());
                some.Clear();
                length = 0;
            }

            some.Add(record);
            length += more;
        }

        yield return Message(query, some.ToImmutable());
    }

    private static DnsMessage Message(DnsMessage query, ImmutableArray<ResourceRecord> records) => new()
    {
        Id = query.Id,
        Flags = MessageFlags.Response | MessageFlags.Authoritative,
        Question = query.Question,
        Answers = records,
    };
}
