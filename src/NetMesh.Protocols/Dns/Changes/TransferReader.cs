using System.Collections.Immutable;
using NetMesh.Protocols.Dns.MasterFiles;
using NetMesh.Protocols.Dns.Messages;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;
using NetMesh.Protocols.Dns.Zones;

namespace NetMesh.Protocols.Dns.Changes;

/// <summary>What a transfer made of the zone.</summary>
/// <param name="Zone">The zone as the server has it.</param>
/// <param name="Changes">How it came to be so; none when the whole zone was sent, or nothing has changed.</param>
public sealed record Transferred(Zone Zone, ImmutableArray<ZoneChange> Changes);

/// <summary>
/// Reads the messages of a transfer, at a secondary (RFC 5936 §2.2, RFC 1995 §4). It begins with the new start of authority; what comes second tells whether the whole zone
/// follows or changes; and it ends with the first record again.
/// </summary>
/// <param name="query">What was asked.</param>
/// <param name="held">The zone that one has; null for none.</param>
/// <param name="mostRecords">Of a longer transfer nothing is taken.</param>
public sealed class TransferReader(DnsMessage query, Zone? held = null, int mostRecords = 10_000_000)
{
    private readonly DomainName name = query.Question!.Name;
    private readonly List<ResourceRecord> records = [];
    private bool isDone;
    private int starts;

    /// <summary>Reads the next message. More are needed until the transfer is complete, or breaks the form and is to be dropped.</summary>
    public ReadResult<Transferred> Read(DnsMessage message)
    {
        if (isDone || !message.IsResponse || message.Id != query.Id || message.Code != ResponseCode.NoError || message.Flags.HasFlag(MessageFlags.Truncated)
            || (message.Question is { } question && !(question.Name.Equals(name) && question.Type == query.Question!.Type)))
        {
            return Invalid($"a message {message.Id} with {message.Code} about {message.Question}", $"an answer {query.Id} to {query.Question}, before the transfer's end");
        }

        foreach (var record in message.Answers)
        {
            if (isDone || records.Count == mostRecords)
            {
                return Invalid($"{record} behind {records.Count} records", $"the end, and at most {mostRecords} records");
            }

            if (records.Count == 0 && !IsStart(record))
            {
                return Invalid($"{record} as the first record", $"the SOA record of {name}");
            }

            records.Add(record);
            isDone = records.Count > 2 && IsEnd(record);
        }

        if (isDone)
        {
            return IsIncremental ? Incremental() : Whole();
        }

        // Alone, it says that there is nothing newer, or, in a datagram, that it has no room.
        if (records.Count == 1 && message.Answers.Length == 1 && held is not null && query.Question!.Type == RecordType.IXFR && !SerialNumber.IsAfter(SerialOf(records[0]), held.Serial))
        {
            isDone = true;
            return ReadResult<Transferred>.Complete(new Transferred(held, []), message.WireLength);
        }

        return ReadResult<Transferred>.NeedMore;
    }

    // A whole zone has no second start of authority but at its end.
    private bool IsIncremental => query.Question!.Type == RecordType.IXFR && IsStart(records[1]) && SerialOf(records[1]) != SerialOf(records[0]);

    // The last serial stands there at the beginning, before the last additions, and at the end: of changes, only the third time is the end.
    private bool IsEnd(ResourceRecord record)
    {
        starts += IsStart(record) && SerialOf(record) == SerialOf(records[0]) ? 1 : 0;
        return starts == (IsIncremental ? 2 : 1);
    }

    private ReadResult<Transferred> Whole()
    {
        var placed = records.SkipLast(1).Select((record, i) => new PlacedRecord(record, new MasterFileLine($"transfer of {name}", i + 1)));
        return Zone.TryMake(name, placed, out var zone, out var errors)
            ? ReadResult<Transferred>.Complete(new Transferred(zone, []), records.Count)
            : Invalid(errors[0].ToString(), "a zone");
    }

    private ReadResult<Transferred> Incremental()
    {
        var (zone, changes, at) = (held, ImmutableArray.CreateBuilder<ZoneChange>(), 1);
        while (at < records.Count - 1)
        {
            var from = records[at++];
            var removed = Run(ref at);
            var to = records[at++];
            var change = new ZoneChange(from, to, removed, Run(ref at));
            if (!SerialNumber.IsAfter(change.ToSerial, change.FromSerial))
            {
                return Invalid($"a change from serial {change.FromSerial} to {change.ToSerial}", "one to a later serial");
            }

            changes.Add(change);
            var error = "changes to a zone that we do not have";
            zone = zone is null ? null : change.Apply(zone, out error);
            if (zone is null)
            {
                return Invalid(error!, "changes of the zone that we have; ask for the whole");
            }
        }

        return zone!.Serial == SerialOf(records[0])
            ? ReadResult<Transferred>.Complete(new Transferred(zone, changes.ToImmutable()), records.Count)
            : Invalid($"changes that end with serial {zone.Serial}", $"with {SerialOf(records[0])}, the first record's");
    }

    private ImmutableArray<ResourceRecord> Run(ref int at)
    {
        var begin = at;
        while (at < records.Count && !IsStart(records[at]))
        {
            at++;
        }

        return [.. records[begin..at]];
    }

    private bool IsStart(ResourceRecord record) => record.Type == RecordType.SOA && record.Owner.Equals(name);

    private static uint SerialOf(ResourceRecord soa) => soa.Data.Number(2);

    private static ReadResult<Transferred> Invalid(string what, string expected) => ReadResult<Transferred>.Invalid(new ProtocolError("transfer", what, expected, 0));
}
