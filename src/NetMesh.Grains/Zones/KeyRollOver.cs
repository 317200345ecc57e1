using NetMesh.Protocols.Dns.Changes;
using NetMesh.Protocols.Dns.Zones;

namespace NetMesh.Grains.Zones;

/// <summary>
/// How keys take each other's place without anybody failing to check an answer, whatever he remembers.
/// <code>
/// signs records (RFC 6781 §4.1.1.1)        Published ──all know it──► Signing ──another one signs──► Retired ──its signatures are forgotten──► gone
/// signs keys, the zone above points at it  Introduced ──all know it──► Signing ──another one is known──► Superseded ──the zone above points at that──► Released ──DS is forgotten──► gone
/// (RFC 6781 §4.1.2: double signature)
/// signs keys, given as trust anchor        Introduced ──all trust it──► Signing ──another one is trusted──► Revoked ──all have heard──► gone
/// (RFC 5011 §6)
/// </code>
/// </summary>
internal static class KeyRollOver
{
    // What must pass beyond the times to live, while secondaries fetch the zone.
    private static readonly TimeSpan Propagation = TimeSpan.FromMinutes(5);

    // What is said of a zone above that is not ours, for want of knowing: DS records that are remembered for a day, and an hour until all its servers have them.
    private static readonly TimeSpan MemoryOutside = TimeSpan.FromHours(25);

    // Who follows RFC 5011 trusts a key that was there for 30 days (§2.4.1), and looks every 15 at least (§2.3). Somebody may have shown him older signatures meanwhile,
    // while they held, so that he begins to count anew.
    private static readonly TimeSpan HoldDown = TimeSpan.FromDays(30 + 15) + ZoneKeyring.Lifetime;
    private static readonly TimeSpan Revocation = TimeSpan.FromDays(30);

    /// <summary>The keys after their next step, or all that are due; null when it is not time for any.</summary>
    /// <param name="keys">As they are.</param>
    /// <param name="trust">Why entry points are trusted.</param>
    /// <param name="zone">The zone as it is: its times to live say how long caches remember.</param>
    /// <param name="now">The calendar's time.</param>
    public static List<KeptZoneKey>? Step(IReadOnlyList<KeptZoneKey> keys, EntryPointTrust trust, Zone zone, DateTimeOffset now)
    {
        var due = keys.Where(key => WaitIn(key.Stage, trust, zone) is { } wait && now - key.Since >= wait).ToHashSet();
        return due.Count == 0 ? null : [.. keys.Select(Next).OfType<KeptZoneKey>()];

        KeptZoneKey? Next(KeptZoneKey key) => key.Stage switch
        {
            ZoneKeyStage.Published or ZoneKeyStage.Introduced when due.Contains(key) => key.In(ZoneKeyStage.Signing, now),
            ZoneKeyStage.Superseded when due.Contains(key) => key.In(ZoneKeyStage.Released, now),
            ZoneKeyStage.Signing when due.Any(other => other.IsEntryPoint == key.IsEntryPoint && other.Stage is ZoneKeyStage.Published or ZoneKeyStage.Introduced) => key.In(After(key, trust), now),
            _ => due.Contains(key) ? null : key,
        };
    }

    /// <summary>The zone above points at the key in charge now: the one before it is no longer needed for that. Null when there is none.</summary>
    public static List<KeptZoneKey>? Release(IReadOnlyList<KeptZoneKey> keys, DateTimeOffset now) => keys.Any(key => key.Stage == ZoneKeyStage.Superseded)
        ? [.. keys.Select(key => key.Stage == ZoneKeyStage.Superseded ? key.In(ZoneKeyStage.Released, now) : key)]
        : null;

    private static ZoneKeyStage After(KeptZoneKey key, EntryPointTrust trust) =>
        !key.IsEntryPoint ? ZoneKeyStage.Retired : trust == EntryPointTrust.Anchor ? ZoneKeyStage.Revoked : ZoneKeyStage.Superseded;

    // Null: no time brings it on.
    private static TimeSpan? WaitIn(ZoneKeyStage stage, EntryPointTrust trust, Zone zone) => stage switch
    {
        ZoneKeyStage.Published => Memory(zone.Soa.Ttl),
        ZoneKeyStage.Retired => Memory(zone.Sets.Max(set => set.Ttl)),
        ZoneKeyStage.Introduced => trust == EntryPointTrust.Anchor ? HoldDown : Memory(zone.Soa.Ttl),
        ZoneKeyStage.Released => trust == EntryPointTrust.ZoneAbove ? Memory(Delegation.Ttl) : MemoryOutside,
        ZoneKeyStage.Revoked => Revocation,

        // The world has changed meanwhile: nobody is there who could say that he points at the new one.
        ZoneKeyStage.Superseded when trust == EntryPointTrust.Anchor => TimeSpan.Zero,
        _ => null,
    };

    private static TimeSpan Memory(uint ttl) => TimeSpan.FromSeconds(ttl) + Propagation;
}
