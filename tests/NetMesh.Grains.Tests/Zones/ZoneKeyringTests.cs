using NetMesh.Contracts.Names;
using NetMesh.Grains.Zones;
using NetMesh.Protocols.Dns.Changes;
using NetMesh.Protocols.Dns.Messages;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;
using NetMesh.Protocols.Dns.Security;
using NetMesh.Protocols.Dns.Security.Validating;
using NetMesh.Protocols.Dns.Zones;

namespace NetMesh.Grains.Tests.Zones;

public sealed class ZoneKeyringTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 29, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    private readonly MemoryState<KeptZoneKeys> kept = new(state => new KeptZoneKeys { Keys = [.. state.Keys] });

    [Theory]
    [InlineData(ZoneSigning.Nsec)]
    [InlineData(ZoneSigning.Nsec3)]
    [InlineData(ZoneSigning.OptOut)]
    public async Task In_every_stage_of_a_roll_over_what_caches_hold_of_the_one_before_can_be_checked(ZoneSigning signing)
    {
        var keyring = new ZoneKeyring(signing, kept);
        await keyring.BeginAsync(Start);
        var entry = Assert.Single(keyring.EntryPoints).Tag;

        // Keys are remembered for an hour, the records of the longest for a day.
        var stages = new List<(DateTimeOffset At, Zone Zone)> { (Start, keyring.Sign(Samples.Make(1, "www 1d A 192.0.2.1"), null, Start)) };
        Assert.True(await keyring.RollAsync(isEntryPoint: false, Start));
        Assert.False(await keyring.RollAsync(isEntryPoint: false, Start));
        Again(Start);
        Assert.False(await keyring.StepAsync(stages[^1].Zone, Start + Hour));
        Assert.True(await keyring.StepAsync(stages[^1].Zone, Start + (2 * Hour)));
        Again(Start + (2 * Hour));
        Assert.False(await keyring.StepAsync(stages[^1].Zone, Start + (26 * Hour)));
        Assert.False(await keyring.RollAsync(isEntryPoint: false, Start + (26 * Hour)));
        Assert.True(await keyring.StepAsync(stages[^1].Zone, Start + (27 * Hour)));
        Again(Start + (27 * Hour));
        Assert.False(await keyring.StepAsync(stages[^1].Zone, Start + (1000 * Hour)));

        Assert.Equal([2, 3, 3, 2], stages.Select(stage => stage.Zone.Apex.Set(RecordType.DNSKEY)!.Records.Length));
        Assert.Equal(entry, Assert.Single(keyring.EntryPoints).Tag);
        for (var i = 0; i < stages.Count; i++)
        {
            foreach (var ring in stages[Math.Max(0, i - 1)..Math.Min(stages.Count, i + 2)])
            {
                AssertChecks(stages[i].Zone, ring.Zone, stages[i].At > ring.At ? stages[i].At : ring.At);
            }
        }

        // The key is another in the end.
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(() => AssertChecks(stages[3].Zone, stages[0].Zone, stages[3].At));

        void Again(DateTimeOffset at) => stages.Add((at, keyring.Sign(Next(stages[^1].Zone), stages[^1].Zone, at)));
    }

    [Fact]
    public async Task Signatures_are_renewed_in_the_middle_of_their_life_and_only_then()
    {
        var keyring = new ZoneKeyring(ZoneSigning.Nsec, kept);
        await keyring.BeginAsync(Start);
        var zone = keyring.Sign(Samples.Make(1), null, Start);
        Assert.False(keyring.IsRenewalDue(zone, Start + TimeSpan.FromDays(6)));
        Assert.True(keyring.IsRenewalDue(zone, Start + TimeSpan.FromDays(8)));
        var later = Start + TimeSpan.FromDays(8);
        var renewed = keyring.Sign(Next(zone), zone, later);
        Assert.False(keyring.IsRenewalDue(renewed, later));
        AssertChecks(renewed, renewed, Start + TimeSpan.FromDays(20));
    }

    [Fact]
    public async Task A_zone_that_was_kept_before_it_was_to_be_signed_is_due_at_once()
    {
        var keyring = new ZoneKeyring(ZoneSigning.Nsec, kept);
        await keyring.BeginAsync(Start);
        Assert.True(keyring.IsRenewalDue(Samples.Make(1), Start));
        Assert.False(new ZoneKeyring(ZoneSigning.None, kept).IsRenewalDue(Samples.Make(1), Start));
    }

    [Fact]
    public async Task What_has_not_changed_keeps_its_signatures()
    {
        var keyring = new ZoneKeyring(ZoneSigning.Nsec3, kept);
        await keyring.BeginAsync(Start);
        var zone = keyring.Sign(Samples.Make(1, "www A 192.0.2.1"), null, Start);
        var change = ZoneChange.Between(zone, keyring.Sign(Next(zone), zone, Start + Hour));
        Assert.All(change.Added, record => Assert.Equal((RecordType.RRSIG, RecordType.SOA), (record.Type, new SignatureFields(record.Data).Covered)));
    }

    [Fact]
    public async Task Keys_are_made_once_and_kept()
    {
        await new ZoneKeyring(ZoneSigning.Nsec, kept).BeginAsync(Start);
        var first = new ZoneKeyring(ZoneSigning.Nsec, kept).EntryPoints[0].Tag;
        await kept.ReadStateAsync();
        var again = new ZoneKeyring(ZoneSigning.Nsec, kept);
        await again.BeginAsync(Start + Hour);
        Assert.Equal(first, again.EntryPoints[0].Tag);
    }

    internal static Zone Next(Zone zone)
    {
        var records = zone.Records.Where(record => record.Type != RecordType.SOA).Prepend(SerialNumber.After(zone.Soa));
        Assert.True(Zone.TryMake(zone.Name, records.Select(record => new Protocols.Dns.MasterFiles.PlacedRecord(record, default)), out var next, out _));
        return next;
    }

    // Every set of a zone, with the keys that another state of it publishes, as a validator does it.
    private static void AssertChecks(Zone zone, Zone keys, DateTimeOffset at)
    {
        var anchors = TrustAnchors.EntryPointsOf(keys.Apex.Set(RecordType.DNSKEY)!.Records).ToList();
        foreach (var set in zone.Sets.Where(set => set.Type is not (RecordType.RRSIG or RecordType.DNSKEY)))
        {
            var verdict = Judge(zone, set, keys, anchors, at);
            Assert.True(verdict == Verdict.Secure, $"{set.Owner} {set.Type}: {verdict}");
        }
    }

    /// <summary>What a set of a zone is worth by the keys that a state of it publishes, and by those that are trusted.</summary>
    internal static Verdict? Judge(Zone zone, RecordSet set, Zone keys, IEnumerable<ResourceRecord> anchors, DateTimeOffset at)
    {
        return new Validator(new TrustAnchors(anchors, EdwardsScheme.AllSchemes), SignatureTime.Of(at), TimeSpan.Zero, new WorkBudget()).Judge(FindingOf(set), Lookup, out _);

        bool Lookup(DomainName name, RecordType type, out Finding? found)
        {
            found = type == RecordType.DNSKEY && name.Equals(zone.Name) ? FindingOf(keys.Apex.Set(RecordType.DNSKEY)!) : null;
            return true;
        }

        static Finding FindingOf(RecordSet set) => new(set.Owner, set.Type, ResponseCode.NoError, set.Records) { Signatures = set.Signatures };
    }
}
