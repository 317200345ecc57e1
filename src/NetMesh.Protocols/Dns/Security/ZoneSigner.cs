using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;
using NetMesh.Protocols.Dns.Zones;

namespace NetMesh.Protocols.Dns.Security;

/// <summary>
/// Signs a zone (RFC 4035 §2): its keys are published, a chain of NSEC or NSEC3 records is laid through its names, and every set that the zone answers for
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
    /// <summary>Whether records of a type are made by signing, and by nothing else.</summary>
    public static bool IsMade(RecordType type) => type is RecordType.RRSIG or RecordType.NSEC or RecordType.NSEC3 or RecordType.NSEC3PARAM || IsOfKeys(type);

    /// <summary>Public keys that the zone publishes though they sign nothing: one to come, which everybody is to know first, or one that signed what caches still hold (RFC 6781 §4.1).</summary>
    public IReadOnlyList<ZoneKey> Beside { get; init; } = [];

    /// <summary>Keys at which the zone above is to point, where it looks into this one for that (CDS and CDNSKEY, RFC 7344).</summary>
    public IReadOnlyList<ZoneKey> ForZoneAbove { get; init; } = [];

    /// <summary>The zone as it was signed before: what has not changed keeps its signatures, unless they end before <see cref="RenewBefore"/>.</summary>
    public Zone? Earlier { get; init; }

    /// <summary>Signatures that end earlier than this are made anew (<see cref="SignatureTime"/>).</summary>
    public uint RenewBefore { get; init; }

    /// <summary>The zone, signed whole.</summary>
    /// <exception cref="ArgumentException">There is no key, or the times are in the wrong order.</exception>
    /// <exception cref="InvalidOperationException">It cannot be signed: its name is too long for hashed ones below it, say.</exception>
    public Zone Sign(Zone zone) => Sign(zone, zone.Nodes.Select(node => node.Name), isWhole: true);

    /// <summary>
    /// The zone, signed, in the time of what has changed since it was signed <see cref="Earlier"/>: signatures that are due but for that stay as they are. If the change is one of
    /// keys, of the chain's kind or of times to live, it is signed whole.
    /// </summary>
    /// <param name="zone">The earlier zone with some names changed; what signing made may be left as it was.</param>
    public Zone SignChange(Zone zone) =>
        Earlier is { } earlier && IsLikewise(earlier, zone) ? Sign(zone, Zone.Differences(earlier, zone).Where(name => zone.Find(name) is not null || earlier.Find(name) is not null), isWhole: false) : Sign(zone);

    /// <summary>How long a denial is kept: as the zone says of it (RFC 9077).</summary>
    internal static uint DenialTtl(Zone zone) => Math.Min(zone.Soa.Ttl, zone.Soa.Data.Number(6));

    private Zone Sign(Zone zone, IEnumerable<DomainName> changed, bool isWhole)
    {
        if (keys.Count == 0 || !SignatureTime.IsLater(expiration, inception))
        {
            throw new ArgumentException($"{keys.Count} keys, from {inception} until {expiration}; expected a key, and an end after the beginning");
        }

        var names = new SignedNames(zone, Apex(zone));
        IChainBuilder chain = hashing is { } parameters ? new Nsec3ChainBuilder(names, parameters, isWhole) : new NsecChainBuilder(names);
        var scope = chain.Widen(changed);
        var drafts = scope.ToDictionary(name => name, name => names.Plain(name).SelectMany(set => WithSignatures(zone, set)).ToList());
        foreach (var (owner, denial) in chain.Build(scope))
        {
            drafts.TryAdd(owner, []);
            drafts[owner].AddRange(denial is null ? [] : WithSignatures(zone, denial));
        }

        // Where all is as it was the zone is not changed: what is shared with the earlier one stays so.
        return zone.With(drafts.Where(draft => !zone.RecordsOf(draft.Key).ToHashSet().SetEquals(draft.Value)), out var error)
            ?? throw new InvalidOperationException($"{zone.Name} cannot be signed: {error}");
    }

    // What entry points sign: the zone above believes CDS only of a key at which it points (RFC 7344 §4.1).
    private static bool IsOfKeys(RecordType type) => type is RecordType.DNSKEY or RecordType.CDS or RecordType.CDNSKEY;

    // What the apex has besides its own: the keys, and how names are hashed.
    private IEnumerable<RecordSet> Apex(Zone zone)
    {
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

    // Whether what has not changed would be signed as it is.
    private bool IsLikewise(Zone earlier, Zone zone) =>
        DenialTtl(earlier) == DenialTtl(zone) && earlier.Soa.Ttl == zone.Soa.Ttl
        && (zone.Denial, hashing) switch
        {
            (NsecChain, null) => true,
            (Nsec3Chain chain, { } wanted) => chain.Parameters.HashesAs(wanted) && chain.Parameters.Flags == wanted.Flags,
            _ => false,
        }
        && (ForZoneAbove.Count > 0 || earlier.Apex.Set(RecordType.CDS) is null)
        && Apex(zone).All(set => earlier.Apex.Set(set.Type) is { } held && held.Records.ToHashSet().SetEquals(set.Records))
        && earlier.Apex.Set(RecordType.SOA)!.Signatures.Select(signature => new SignatureFields(signature.Data).KeyTag).Order().SequenceEqual(KeysOf(RecordType.SOA).Select(key => key.Public.Tag).Order());

    private IEnumerable<SigningKey> KeysOf(RecordType type)
    {
        var chosen = keys.Where(key => key.IsEntryPoint == IsOfKeys(type)).ToList();
        return chosen.Count > 0 ? chosen : keys;
    }

    // Below a cut there is only glue, and at it the zone answers for DS and the denial alone.
    private IEnumerable<ResourceRecord> WithSignatures(Zone zone, RecordSet set)
    {
        var isSigned = zone.Find(set.Owner) is not { IsDelegated: true } node || (node.IsCut && set.Type is RecordType.DS or RecordType.NSEC);
        return isSigned || set.Type == RecordType.NSEC3 ? set.Records.Concat(KeysOf(set.Type).Select(key => Signature(key, zone, set))) : set.Records;
    }

    // The signature that the set had, if it is of these records and lasts.
    private ResourceRecord Signature(SigningKey key, Zone zone, RecordSet set)
    {
        if ((Earlier?.Find(set.Owner) ?? Earlier?.Hashed.Find(set.Owner))?.Set(set.Type) is { } before && before.Ttl == set.Ttl && before.Records.Length == set.Records.Length
            && set.Records.All(record => before.Records.Any(other => other.Data.Equals(record.Data))))
        {
            foreach (var signature in before.Signatures)
            {
                var fields = new SignatureFields(signature.Data);
                if (fields.KeyTag == key.Public.Tag && fields.Algorithm == key.Public.Algorithm && SignatureTime.IsLater(fields.Expiration, RenewBefore))
                {
                    return signature;
                }
            }
        }

        return key.Sign(zone.Name, set.Owner, set.Ttl, [.. set.Records.Select(record => record.Data)], inception, expiration);
    }
}
