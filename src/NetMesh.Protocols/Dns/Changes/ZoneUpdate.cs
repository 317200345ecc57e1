using System.Collections.Immutable;
using NetMesh.Protocols.Dns.Messages;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;
using NetMesh.Protocols.Dns.Zones;

namespace NetMesh.Protocols.Dns.Changes;

/// <summary>What came of an update.</summary>
/// <param name="Code">What to answer.</param>
/// <param name="Zone">The zone behind it; as it was when it failed or changed nothing.</param>
/// <param name="Change">What it changed; null for nothing.</param>
public sealed record UpdateOutcome(ResponseCode Code, Zone Zone, ZoneChange? Change);

/// <summary>
/// Applies a dynamic update to a zone, all of it or nothing (RFC 2136 §3). Of the message the question is the zone, the answers are the prerequisites, the authorities the
/// updates. Who may send it has been settled. Takes time in proportion to the names that it touches.
/// </summary>
public static class ZoneUpdate
{
    public static UpdateOutcome Apply(Zone zone, DnsMessage update)
    {
        if (update.Opcode != Opcode.Update || update.Question is not { Type: RecordType.SOA } question)
        {
            return new(ResponseCode.FormErr, zone, null);
        }

        if (question.Class != RecordClass.IN || !question.Name.Equals(zone.Name))
        {
            return new(ResponseCode.NotAuth, zone, null);
        }

        var code = Require(zone, update.Answers);
        code = code == ResponseCode.NoError ? Scan(zone, update.Authorities) : code;
        return code == ResponseCode.NoError ? Change(zone, update.Authorities) : new(code, zone, null);
    }

    // RFC 2136 §3.2.
    private static ResponseCode Require(Zone zone, ImmutableArray<ResourceRecord> prerequisites)
    {
        var sets = new Dictionary<(DomainName Owner, RecordType Type), HashSet<RecordData>>();
        foreach (var one in prerequisites)
        {
            if (one.Ttl != 0 || (one.Class is RecordClass.ANY or RecordClass.NONE && !one.Data.Wire.IsEmpty))
            {
                return ResponseCode.FormErr;
            }

            if (!one.Owner.IsAtOrBelow(zone.Name))
            {
                return ResponseCode.NotZone;
            }

            var node = zone.Find(one.Owner);
            var isThere = one.Type == RecordType.ANY ? node is { Sets.IsEmpty: false } : node?.Set(one.Type) is not null;
            switch (one.Class)
            {
                case RecordClass.ANY when !isThere:
                    return one.Type == RecordType.ANY ? ResponseCode.NXDomain : ResponseCode.NXRRSet;
                case RecordClass.NONE when isThere:
                    return one.Type == RecordType.ANY ? ResponseCode.YXDomain : ResponseCode.YXRRSet;
                case RecordClass.ANY or RecordClass.NONE:
                    break;
                case RecordClass.IN when !RecordTypeText.IsMeta(one.Type):
                    sets.TryAdd((one.Owner, one.Type), []);
                    sets[(one.Owner, one.Type)].Add(one.Data);
                    break;
                default:
                    return ResponseCode.FormErr;
            }
        }

        return sets.All(set => zone.Find(set.Key.Owner)?.Set(set.Key.Type) is { } held && set.Value.SetEquals(held.Records.Select(record => record.Data)))
            ? ResponseCode.NoError
            : ResponseCode.NXRRSet;
    }

    // RFC 2136 §3.4.1: all of it is looked at before any of it is done.
    private static ResponseCode Scan(Zone zone, ImmutableArray<ResourceRecord> updates)
    {
        foreach (var one in updates)
        {
            if (!one.Owner.IsAtOrBelow(zone.Name))
            {
                return ResponseCode.NotZone;
            }

            var isLegal = one.Class switch
            {
                RecordClass.IN => !RecordTypeText.IsMeta(one.Type),
                RecordClass.ANY => one.Ttl == 0 && one.Data.Wire.IsEmpty && (one.Type == RecordType.ANY || !RecordTypeText.IsMeta(one.Type)),
                RecordClass.NONE => one.Ttl == 0 && !RecordTypeText.IsMeta(one.Type),
                _ => false,
            };
            if (!isLegal)
            {
                return ResponseCode.FormErr;
            }
        }

        return ResponseCode.NoError;
    }

    private static UpdateOutcome Change(Zone zone, ImmutableArray<ResourceRecord> updates)
    {
        var draft = new UpdateDraft(zone);
        foreach (var one in updates)
        {
            draft.Apply(one);
        }

        if (draft.IsUnchanged)
        {
            return new(ResponseCode.NoError, zone, null);
        }

        // What would be no zone (names below a DNAME, a delegation of a wildcard) is refused: RFC 2136 knows nothing of these rules.
        return draft.Finish() is { } changed ? new(ResponseCode.NoError, changed, ZoneChange.Between(zone, changed)) : new(ResponseCode.Refused, zone, null);
    }
}
