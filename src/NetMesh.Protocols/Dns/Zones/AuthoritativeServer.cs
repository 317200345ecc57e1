using System.Collections.Immutable;
using NetMesh.Protocols.Dns.Messages;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;

namespace NetMesh.Protocols.Dns.Zones;

/// <summary>The zones of a name server, and what it answers from them, whichever way a question came. Immutable.</summary>
public sealed class AuthoritativeServer
{
    // Null: it should have the zone, and does not.
    private readonly Dictionary<DomainName, Zone?> zones;

    /// <param name="zones">No two of one name.</param>
    public AuthoritativeServer(IEnumerable<Zone> zones)
        : this(zones.ToDictionary(zone => zone.Name, zone => (Zone?)zone))
    {
    }

    private AuthoritativeServer(Dictionary<DomainName, Zone?> zones) => this.zones = zones;

    public IEnumerable<Zone> Zones => zones.Values.OfType<Zone>().OrderBy(zone => zone.Name);

    /// <summary>The zone of a name; null when it has none.</summary>
    public Zone? ZoneOf(DomainName name) => zones.GetValueOrDefault(name);

    /// <summary>The server with a zone in place of the one of its name.</summary>
    /// <param name="name">The zone's name.</param>
    /// <param name="zone">Null when it should have one and does not: whoever asks is told that the server failed.</param>
    public AuthoritativeServer With(DomainName name, Zone? zone) => new(new Dictionary<DomainName, Zone?>(zones) { [name] = zone });

    /// <summary>Whether it has zones of the same names as another, none more and none fewer.</summary>
    public bool HasZonesOf(AuthoritativeServer other) => Zones.Select(zone => zone.Name).SequenceEqual(other.Zones.Select(zone => zone.Name));

    /// <summary>Answers a question; null when the message is itself an answer, to which nothing is ever said.</summary>
    /// <param name="query">The question.</param>
    /// <param name="turn">Counts answers: each begins with another one of several addresses (RFC 1794 §3.2).</param>
    public DnsMessage? Answer(DnsMessage query, int turn = 0)
    {
        if (query.IsResponse)
        {
            return null;
        }

        if (query.Edns is { Version: > 0 })
        {
            return Refuse(query, ResponseCode.BadVers);
        }

        if (query.Opcode != Opcode.Query)
        {
            return Refuse(query, ResponseCode.NotImp, ExtendedErrorCode.NotSupported);
        }

        if (query.Question is not { } question)
        {
            return Refuse(query, ResponseCode.FormErr);
        }

        if (RecordTypeText.IsMeta(question.Type) && question.Type != RecordType.ANY)
        {
            return Refuse(query, ResponseCode.NotImp, ExtendedErrorCode.NotSupported);
        }

        if (question.Class is not (RecordClass.IN or RecordClass.ANY) || !TryFind(question, out var zone))
        {
            return Refuse(query, ResponseCode.Refused, ExtendedErrorCode.NotAuthoritative);
        }

        if (zone is null)
        {
            return Refuse(query, ResponseCode.ServFail);
        }

        var answer = ZoneLookup.Ask(zone, question.Name, question.Type, query.Edns is { IsDnssecOk: true });
        return query.Reply(answer with { Answers = Rotate(answer.Answers, turn) });
    }

    /// <summary>An answer that says nothing but why there is none.</summary>
    /// <param name="query">What was asked.</param>
    /// <param name="code">What came of it.</param>
    /// <param name="why">Why, for whoever knows extensions; null: the code says it all.</param>
    public static DnsMessage Refuse(DnsMessage query, ResponseCode code, ExtendedErrorCode? why = null)
    {
        var answer = query.Bare(code);
        return why is { } reason && answer.Edns is { } edns ? answer.With(edns.With(new ExtendedError(reason, "").ToOption())) : answer;
    }

    // The zone that is asked: the nearest at or above the name. Of a delegation's DS that is the zone above (RFC 4035 §3.1.4.1), if it is here.
    private bool TryFind(Question question, out Zone? zone)
    {
        for (var labels = question.Name.LabelCount; labels >= 0; labels--)
        {
            if (zones.TryGetValue(question.Name.Ancestor(labels), out zone)
                && !(question.Type == RecordType.DS && labels == question.Name.LabelCount && HasZoneAbove(question.Name)))
            {
                return true;
            }
        }

        zone = null;
        return false;
    }

    private bool HasZoneAbove(DomainName name) =>
        !name.IsRoot && Enumerable.Range(0, name.LabelCount).Any(labels => zones.ContainsKey(name.Ancestor(labels)));

    /// <summary>An answer in whose addresses another stands first each turn. Aliases stay in front, in their order, and signatures behind what they sign.</summary>
    internal static ImmutableArray<ResourceRecord> Rotate(ImmutableArray<ResourceRecord> answers, int turn)
    {
        var end = answers.Length;
        while (end > 0 && answers[end - 1].Type == RecordType.RRSIG)
        {
            end--;
        }

        var first = end;
        while (first > 0 && answers[first - 1].Type is RecordType.A or RecordType.AAAA)
        {
            first--;
        }

        var count = end - first;
        if (count < 2)
        {
            return answers;
        }

        var begin = (int)((uint)turn % (uint)count);
        return [.. answers[..first], .. answers[(first + begin)..end], .. answers[first..(first + begin)], .. answers[end..]];
    }
}
