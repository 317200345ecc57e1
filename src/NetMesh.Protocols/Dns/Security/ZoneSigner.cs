using System.Buffers;
using NetMesh.Protocols.Dns.MasterFiles;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;
using NetMesh.Protocols.Dns.Zones;

namespace NetMesh.Protocols.Dns.Security;

/// <summary>
/// Signs a zone whole (RFC 4035 §2): its keys are published, a chain of NSEC or NSEC3 records is laid through its names, and every set that the zone answers for
/// gets its signatures. What an earlier signing left is replaced.
/// </summary>
/// <param name="keys">
/// Those with the flag of an entry point sign the keys, the others all the rest; if all are of one kind, they sign both (a combined signing key).
/// </param>
/// <param name="inception">From when the signatures hold (<see cref="SignatureTime"/>).</param>
/// <param name="expiration">Until when.</param>
/// <param name="hashing">How names are hashed and whether unsigned delegations are left out; null for NSEC.</param>
public sealed class ZoneSigner(IReadOnlyList<SigningKey> keys, uint inception, uint expiration, Nsec3Parameters? hashing = null)
{
    private readonly Dictionary<(DomainName Owner, RecordType Type), RecordSet> earlier = [];

    /// <summary>Whether records of a type are made by signing, and by nothing else.</summary>
    public static bool IsMade(RecordType type) => type is RecordType.RRSIG or RecordType.NSEC or RecordType.NSEC3 or RecordType.NSEC3PARAM || IsOfKeys(type);

    /// <summary>Public keys that the zone publishes though they sign nothing: one to come, which everybody is to know first, or one that signed what caches still hold (RFC 6781 §4.1).</summary>
    public IReadOnlyList<ZoneKey> Beside { get; init; } = [];

    /// <summary>Keys at which the zone above is to point, where it looks into this one for that (CDS and CDNSKEY, RFC 7344).</summary>
    public IReadOnlyList<ZoneKey> ForZoneAbove { get; init; } = [];

    /// <summary>The zone as it was signed before: what has not changed keeps its signatures, unless they end before <see cref="RenewBefore"/>.</summary>
    public Zone? Earlier
    {
        init => earlier = value?.Sets.ToDictionary(set => (set.Owner, set.Type)) ?? [];
    }

    /// <summary>Signatures that end earlier than this are made anew (<see cref="SignatureTime"/>).</summary>
    public uint RenewBefore { get; init; }

    /// <summary>The zone, signed.</summary>
    /// <exception cref="ArgumentException">There is no key, or the times are in the wrong order.</exception>
    /// <exception cref="InvalidOperationException">Two names have one hash: another salt is needed (RFC 5155 §7.1).</exception>
    public Zone Sign(Zone zone)
    {
        if (keys.Count == 0 || !SignatureTime.IsLater(expiration, inception))
        {
            throw new ArgumentException($"{keys.Count} keys, from {inception} until {expiration}; expected a key, and an end after the beginning");
        }

        var signed = new List<ResourceRecord>();
        var names = new SortedDictionary<DomainName, HashSet<RecordType>>();
        foreach (var set in Plain(zone))
        {
            signed.AddRange(set.Records);
            if (zone.Find(set.Owner) is { } node && IsOurs(node, out var isCut))
            {
                names.TryAdd(set.Owner, []);
                names[set.Owner].Add(set.Type);
                if (!isCut || set.Type == RecordType.DS)
                {
                    Add(signed, zone, set, isKeys: IsOfKeys(set.Type));
                }
            }
        }

        var denials = hashing is { } parameters ? new Nsec3ChainBuilder(zone, parameters).Build(names) : BuildNsec(zone, names);
        foreach (var denial in denials)
        {
            signed.AddRange(denial.Records);
            Add(signed, zone, denial, isKeys: false);
        }

        return Zone.TryMake(zone.Name, signed.Select(record => new PlacedRecord(record, default)), out var made, out var errors)
            ? made
            : throw new InvalidOperationException($"{zone.Name} cannot be signed: {errors[0].What}");
    }

    /// <summary>How long a denial is kept: as the zone says of it (RFC 9077).</summary>
    internal static uint DenialTtl(Zone zone) => Math.Min(zone.Soa.Ttl, zone.Soa.Data.Number(6));

    // What entry points sign: the zone above believes CDS only of a key at which it points (RFC 7344 §4.1).
    private static bool IsOfKeys(RecordType type) => type is RecordType.DNSKEY or RecordType.CDS or RecordType.CDNSKEY;

    // Below a cut there is only glue.
    private static bool IsOurs(ZoneNode node, out bool isCut)
    {
        isCut = ReferenceEquals(node.Cut?.Name, node.Name);
        return node.Cut is null || isCut;
    }

    // What was there, and the keys.
    private IEnumerable<RecordSet> Plain(Zone zone)
    {
        foreach (var set in zone.Records.Where(record => !IsMade(record.Type)).GroupBy(record => (record.Owner, record.Type)))
        {
            yield return new RecordSet(set.Key.Owner, set.Key.Type, set.First().Ttl, [.. set]);
        }

        var ttl = zone.Soa.Ttl;
        yield return OfApex(RecordType.DNSKEY, keys.Select(key => key.Public).Concat(Beside).Select(key => key.Data));
        if (ForZoneAbove.Count > 0)
        {
            yield return OfApex(RecordType.CDS, ForZoneAbove.Select(key => key.ForZoneAbove(zone.Name).Pointer));
            yield return OfApex(RecordType.CDNSKEY, ForZoneAbove.Select(key => key.ForZoneAbove(zone.Name).Key));
        }

        if (hashing is { } parameters)
        {
            yield return new RecordSet(zone.Name, RecordType.NSEC3PARAM, 0, [new ResourceRecord(zone.Name, 0, parameters.ToRecord())]);
        }

        RecordSet OfApex(RecordType type, IEnumerable<RecordData> data) => new(zone.Name, type, ttl, [.. data.Select(one => new ResourceRecord(zone.Name, ttl, one))]);
    }

    private void Add(List<ResourceRecord> signed, Zone zone, RecordSet set, bool isKeys)
    {
        var chosen = keys.Where(key => key.IsEntryPoint == isKeys).ToList();
        foreach (var key in chosen.Count > 0 ? chosen : keys)
        {
            signed.Add(Kept(key, set) ?? key.Sign(zone.Name, set.Owner, set.Ttl, [.. set.Records.Select(record => record.Data)], inception, expiration));
        }
    }

    // The signature that the set had, if it is of these records and lasts.
    private ResourceRecord? Kept(SigningKey key, RecordSet set)
    {
        if (!earlier.TryGetValue((set.Owner, set.Type), out var before) || before.Ttl != set.Ttl || before.Records.Length != set.Records.Length
            || !set.Records.All(record => before.Records.Any(other => other.Data.Equals(record.Data))))
        {
            return null;
        }

        foreach (var signature in before.Signatures)
        {
            var fields = new SignatureFields(signature.Data);
            if (fields.KeyTag == key.Public.Tag && fields.Algorithm == key.Public.Algorithm && SignatureTime.IsLater(fields.Expiration, RenewBefore))
            {
                return signature;
            }
        }

        return null;
    }

    // Each name with records points at the next, the last at the apex (RFC 4034 §4.1). Of a cut only what is ours is listed.
    private static IEnumerable<RecordSet> BuildNsec(Zone zone, SortedDictionary<DomainName, HashSet<RecordType>> names)
    {
        var owners = names.Keys.ToArray();
        for (var i = 0; i < owners.Length; i++)
        {
            var data = new ArrayBufferWriter<byte>();
            data.Write(owners[(i + 1) % owners.Length].Wire);
            var types = names[owners[i]];
            var isCut = zone.Find(owners[i])!.Cut is not null;
            TypeSetField.Write([.. types.Where(type => !isCut || type is RecordType.NS or RecordType.DS), RecordType.RRSIG, RecordType.NSEC], data);
            var ttl = DenialTtl(zone);
            yield return new RecordSet(owners[i], RecordType.NSEC, ttl, [new ResourceRecord(owners[i], ttl, RecordData.TryMake(RecordType.NSEC, data.WrittenSpan)!)]);
        }
    }
}
