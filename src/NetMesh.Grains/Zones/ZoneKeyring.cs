using NetMesh.Contracts.Names;
using NetMesh.Protocols.Dns.Records;
using NetMesh.Protocols.Dns.Security;
using NetMesh.Protocols.Dns.Zones;

namespace NetMesh.Grains.Zones;

/// <summary>Signs a zone as it changes, with keys that are kept, and puts others in their place (<see cref="KeyRollOver"/>).</summary>
internal sealed class ZoneKeyring(ZoneSigning signing, IPersistentState<KeptZoneKeys> kept)
{
    /// <summary>How long a signature holds.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromDays(14);

    // Signatures hold from an hour ago, for clocks that are behind, and are renewed in the middle of their life.
    private static readonly TimeSpan Before = TimeSpan.FromHours(1);
    private static readonly TimeSpan Renewal = TimeSpan.FromDays(7);

    // Opened once: that takes longer than to sign with it. What is kept is a list that never changes, but is replaced.
    private List<KeptZoneKey>? openedOf;
    private List<OpenedKey> opened = [];

    public bool Signs => signing != ZoneSigning.None;

    /// <summary>What the first keys are made for; those that replace others are made for what those were made for.</summary>
    public DnssecAlgorithm Algorithm { get; init; } = DnssecAlgorithm.EcdsaP256Sha256;

    /// <summary>Why others trust the zone's entry point.</summary>
    public EntryPointTrust Trust { get; init; }

    /// <summary>All keys, and where they stand.</summary>
    public IReadOnlyList<KeptZoneKey> Keys => kept.State.Keys;

    /// <summary>The zone's entry points: what the zone above is to point at.</summary>
    public IReadOnlyList<ZoneKey> EntryPoints => [.. Opened().Where(key => key.Kept is { IsEntryPoint: true, Stage: ZoneKeyStage.Signing }).Select(key => key.Key.Public)];

    /// <summary>Makes the first keys, once.</summary>
    public async Task BeginAsync(DateTimeOffset now)
    {
        if (Signs && kept.State.Keys.Count == 0)
        {
            await KeepAsync([Make(isEntryPoint: true, Algorithm, ZoneKeyStage.Signing, now), Make(isEntryPoint: false, Algorithm, ZoneKeyStage.Signing, now)]);
        }
    }

    /// <summary>Begins to replace a key.</summary>
    /// <param name="isEntryPoint">Which one: the one that signs the keys, or the one that signs all the rest.</param>
    /// <param name="now">The calendar's time.</param>
    /// <returns>False while a replacement of it is under way.</returns>
    public async Task<bool> RollAsync(bool isEntryPoint, DateTimeOffset now)
    {
        var those = kept.State.Keys.Where(key => key.IsEntryPoint == isEntryPoint).ToList();
        if (!Signs || those is not [{ Stage: ZoneKeyStage.Signing } old])
        {
            return false;
        }

        await KeepAsync([.. kept.State.Keys, Make(isEntryPoint, (DnssecAlgorithm)old.Algorithm, isEntryPoint ? ZoneKeyStage.Introduced : ZoneKeyStage.Published, now)]);
        return true;
    }

    /// <summary>Takes the next steps of replacements if their time has come.</summary>
    /// <param name="zone">The zone as it is.</param>
    /// <param name="now">The calendar's time.</param>
    /// <returns>Whether the zone is to be signed again.</returns>
    public async Task<bool> StepAsync(Zone zone, DateTimeOffset now)
    {
        if (IsBehind(zone))
        {
            // The last step was kept, but not the zone that was signed for it: nobody has seen any of it yet.
            await KeepAsync([.. kept.State.Keys.Select(key => key.Stage == ZoneKeyStage.Signing ? key : key.In(key.Stage, now))]);
            return true;
        }

        if (KeyRollOver.Step(kept.State.Keys, Trust, zone, now) is not { } stepped)
        {
            return false;
        }

        await KeepAsync(stepped);
        return true;
    }

    /// <summary>The zone above has been told of the key in charge, and points at it.</summary>
    /// <returns>Whether it pointed at another one before.</returns>
    public async Task<bool> ReleaseAsync(DateTimeOffset now)
    {
        if (KeyRollOver.Release(kept.State.Keys, now) is not { } released)
        {
            return false;
        }

        await KeepAsync(released);
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

        Nsec3Parameters? hashing = signing == ZoneSigning.Nsec ? null : Nsec3Parameters.Usual(signing == ZoneSigning.OptOut);
        var keys = Opened().ToLookup(key => key.Kept.Signs, key => key.Key);
        var signer = new ZoneSigner([.. keys[true]], SignatureTime.Of(now - Before), SignatureTime.Of(now + Lifetime), hashing)
        {
            Beside = [.. keys[false].Select(key => key.Public)],
            ForZoneAbove = Trust == EntryPointTrust.Outside ? EntryPoints : [],
            Earlier = earlier,
            RenewBefore = SignatureTime.Of(now + Renewal),
        };
        return sign(signer, zone);
    }

    private List<OpenedKey> Opened()
    {
        if (openedOf != kept.State.Keys)
        {
            opened.ForEach(key => key.Key.Dispose());
            (openedOf, opened) = (kept.State.Keys, [.. kept.State.Keys.Select(key => new OpenedKey(key, key.Open()))]);
        }

        return opened;
    }

    // Whether a zone was signed for other keys, or for these at another stage.
    private bool IsBehind(Zone zone)
    {
        var keys = Opened().Select(key => (key.Kept.IsEntryPoint, key.Kept.Signs, key.Key.Public)).ToList();
        return !(Has(RecordType.DNSKEY, keys.Select(key => key.Public.Data))
            && Has(RecordType.CDNSKEY, Trust == EntryPointTrust.Outside ? EntryPoints.Select(key => key.ForZoneAbove(zone.Name).Key) : [])
            && IsSigned(RecordType.DNSKEY, isEntryPoint: true) && IsSigned(RecordType.SOA, isEntryPoint: false));

        bool Has(RecordType type, IEnumerable<RecordData> data) => data.ToHashSet().SetEquals(zone.Apex.Set(type)?.Records.Select(record => record.Data) ?? []);

        bool IsSigned(RecordType type, bool isEntryPoint) => keys.Where(key => key.Signs && key.IsEntryPoint == isEntryPoint).Select(key => key.Public.Tag).ToHashSet()
            .SetEquals(zone.Apex.Set(type)?.Signatures.Select(signature => new SignatureFields(signature.Data).KeyTag) ?? []);
    }

    private async Task KeepAsync(List<KeptZoneKey> keys)
    {
        kept.State = new KeptZoneKeys { Keys = keys };
        await kept.WriteStateAsync();
    }

    private static KeptZoneKey Make(bool isEntryPoint, DnssecAlgorithm algorithm, ZoneKeyStage stage, DateTimeOffset now)
    {
        using var key = SigningKey.Generate(isEntryPoint, EdwardsScheme.AllSchemes.Signing(algorithm));
        return new KeptZoneKey { Pkcs8 = key.ExportPkcs8(), IsEntryPoint = isEntryPoint, Stage = stage, Since = now, Algorithm = (byte)algorithm };
    }
    private readonly record struct OpenedKey(KeptZoneKey Kept, SigningKey Key);
}
