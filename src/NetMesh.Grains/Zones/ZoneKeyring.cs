using NetMesh.Contracts.Names;
using NetMesh.Protocols.Dns.Records;
using NetMesh.Protocols.Dns.Security;
using NetMesh.Protocols.Dns.Zones;

namespace NetMesh.Grains.Zones;

/// <summary>Signs a zone as it changes, with keys that are kept, and rolls them over without anybody failing to check an answer (RFC 6781 §4.1).</summary>
internal sealed class ZoneKeyring(ZoneSigning signing, IPersistentState<KeptZoneKeys> kept)
{
    // Signatures hold from an hour ago, for clocks that are behind, and are renewed in the middle of their life.
    private static readonly TimeSpan Before = TimeSpan.FromHours(1);
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(14);
    private static readonly TimeSpan Renewal = TimeSpan.FromDays(7);

    // What must pass beyond the times to live, while secondaries fetch the zone.
    private static readonly TimeSpan Propagation = TimeSpan.FromMinutes(5);

    public bool Signs => signing != ZoneSigning.None;

    /// <summary>The zone's entry points: what the zone above is to point at.</summary>
    public IReadOnlyList<ZoneKey> EntryPoints => [.. kept.State.Keys.Where(key => key is { IsEntryPoint: true, Stage: not ZoneKeyStage.Retired }).Select(PublicOf)];

    /// <summary>Makes the first keys, once.</summary>
    public async Task BeginAsync(DateTimeOffset now)
    {
        if (Signs && kept.State.Keys.Count == 0)
        {
            kept.State = new KeptZoneKeys { Keys = [Make(isEntryPoint: true, ZoneKeyStage.Signing, now), Make(isEntryPoint: false, ZoneKeyStage.Signing, now)] };
            await kept.WriteStateAsync();
        }
    }

    /// <summary>Begins to replace the key that signs the zone's records.</summary>
    /// <returns>False while a replacement is under way.</returns>
    public async Task<bool> RollAsync(DateTimeOffset now)
    {
        if (!Signs || kept.State.Keys.Any(key => key.Stage != ZoneKeyStage.Signing))
        {
            return false;
        }

        kept.State = new KeptZoneKeys { Keys = [.. kept.State.Keys, Make(isEntryPoint: false, ZoneKeyStage.Published, now)] };
        await kept.WriteStateAsync();
        return true;
    }

    /// <summary>Takes the next step of a replacement if its time has come: a key that everybody knows now signs, or one whose signatures are forgotten goes.</summary>
    /// <param name="zone">The zone as it is: its times to live say how long caches remember.</param>
    /// <param name="now">The calendar's time.</param>
    /// <returns>Whether the zone is to be signed again.</returns>
    public async Task<bool> StepAsync(Zone zone, DateTimeOffset now)
    {
        var isKnown = kept.State.Keys.Find(key => key.Stage == ZoneKeyStage.Published && now - key.Since >= Memory(zone.Soa.Ttl));
        var isForgotten = kept.State.Keys.Find(key => key.Stage == ZoneKeyStage.Retired && now - key.Since >= Memory(zone.Sets.Max(set => set.Ttl)));
        if (isKnown is null && isForgotten is null)
        {
            return false;
        }

        kept.State = new KeptZoneKeys
        {
            Keys =
            [
                .. kept.State.Keys.Where(key => key != isForgotten).Select(key => isKnown is null || key.IsEntryPoint || key.Stage == ZoneKeyStage.Retired ? key
                    : With(key, key == isKnown ? ZoneKeyStage.Signing : ZoneKeyStage.Retired, now)),
            ],
        };
        await kept.WriteStateAsync();
        return true;
    }

    /// <summary>Whether signatures of a zone are to be renewed, or made for the first time: it was kept before the world said that it is signed.</summary>
    public bool IsRenewalDue(Zone zone, DateTimeOffset now) => Signs && (zone.Apex.Set(RecordType.DNSKEY) is null
        || zone.Sets.SelectMany(set => set.Signatures).Any(signature => !SignatureTime.IsLater(new SignatureFields(signature.Data).Expiration, SignatureTime.Of(now + Renewal))));

    /// <summary>A zone, signed; as it is when it is not to be.</summary>
    /// <param name="zone">The zone.</param>
    /// <param name="earlier">As it was signed before: what has not changed keeps its signatures.</param>
    /// <param name="now">The calendar's time.</param>
    public Zone Sign(Zone zone, Zone? earlier, DateTimeOffset now) => Sign(zone, earlier, now, static (signer, zone) => signer.Sign(zone));

    /// <summary>A zone that an update has made of an earlier one, signed as that was: signatures that are to be renewed wait for the next time that all are looked at.</summary>
    public Zone SignChange(Zone zone, Zone earlier, DateTimeOffset now) => Sign(zone, earlier, now, static (signer, zone) => signer.SignChange(zone));

    private Zone Sign(Zone zone, Zone? earlier, DateTimeOffset now, Func<ZoneSigner, Zone, Zone> sign)
    {
        if (!Signs)
        {
            return zone;
        }

        var keys = kept.State.Keys.Where(key => key.Stage == ZoneKeyStage.Signing).Select(key => SigningKey.ImportPkcs8(key.Pkcs8, key.IsEntryPoint)).ToList();
        try
        {
            Nsec3Parameters? hashing = signing == ZoneSigning.Nsec ? null : Nsec3Parameters.Usual(signing == ZoneSigning.OptOut);
            var signer = new ZoneSigner(keys, SignatureTime.Of(now - Before), SignatureTime.Of(now + Lifetime), hashing)
            {
                Beside = [.. kept.State.Keys.Where(key => key.Stage != ZoneKeyStage.Signing).Select(PublicOf)],
                Earlier = earlier,
                RenewBefore = SignatureTime.Of(now + Renewal),
            };
            return sign(signer, zone);
        }
        finally
        {
            keys.ForEach(key => key.Dispose());
        }
    }

    private static TimeSpan Memory(uint ttl) => TimeSpan.FromSeconds(ttl) + Propagation;

    private static KeptZoneKey Make(bool isEntryPoint, ZoneKeyStage stage, DateTimeOffset now)
    {
        using var key = SigningKey.Generate(isEntryPoint);
        return new KeptZoneKey { Pkcs8 = key.ExportPkcs8(), IsEntryPoint = isEntryPoint, Stage = stage, Since = now };
    }

    private static KeptZoneKey With(KeptZoneKey key, ZoneKeyStage stage, DateTimeOffset now) => new() { Pkcs8 = key.Pkcs8, IsEntryPoint = key.IsEntryPoint, Stage = stage, Since = now };

    private static ZoneKey PublicOf(KeptZoneKey kept)
    {
        using var key = SigningKey.ImportPkcs8(kept.Pkcs8, kept.IsEntryPoint);
        return key.Public;
    }
}
