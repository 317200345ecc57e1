using NetMesh.Protocols.Dns.Messages;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;
using NetMesh.Protocols.Dns.Zones;

namespace NetMesh.Protocols.Dns.Changes;

/// <summary>A primary tells its secondaries that a zone has changed (RFC 1996), and they say that they heard it.</summary>
public static class ZoneNotice
{
    /// <summary>The message, with the new start of authority as a hint.</summary>
    public static DnsMessage Of(Zone zone, ushort id) => new()
    {
        Id = id,
        Flags = MessageFlags.Authoritative,
        Opcode = Opcode.Notify,
        Question = new Question(zone.Name, RecordType.SOA),
        Answers = [zone.Soa],
    };

    /// <summary>The answer. Null to what is itself an answer.</summary>
    /// <param name="notice">What came.</param>
    /// <param name="isHeld">Whether we are a secondary of such a zone, for this sender.</param>
    public static DnsMessage? Answer(DnsMessage notice, Predicate<DomainName> isHeld)
    {
        if (notice.IsResponse)
        {
            return null;
        }

        var code = notice.Opcode != Opcode.Notify ? ResponseCode.NotImp
            : notice.Question is not { Type: RecordType.SOA, Class: RecordClass.IN } question ? ResponseCode.FormErr
            : isHeld(question.Name) ? ResponseCode.NoError
            : ResponseCode.NotAuth;
        return new DnsMessage
        {
            Id = notice.Id,
            Flags = MessageFlags.Response | (code == ResponseCode.NoError ? MessageFlags.Authoritative : MessageFlags.None),
            Opcode = notice.Opcode,
            Code = code,
            Question = notice.Question,
        };
    }

    /// <summary>The serial that a notice hints at; null when it holds none. It proves nothing: the secondary asks.</summary>
    public static uint? SerialOf(DnsMessage notice) =>
        notice.Answers is [{ Type: RecordType.SOA } soa, ..] && soa.Owner.Equals(notice.Question?.Name) ? soa.Data.Number(2) : null;
}
