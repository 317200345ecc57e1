using NetMesh.Contracts.Names;
using NetMesh.Grains.Zones;
using NetMesh.Protocols.Dns.Records;
using NetMesh.Protocols.Dns.Security;

namespace NetMesh.Grains.Tests.Zones;

/// <summary>Keys that others trust are replaced, and at every moment everybody finds every name secure.</summary>
public sealed class KeyRollOverTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    [Theory]
    [InlineData("example.com.", DnssecAlgorithm.EcdsaP256Sha256)]
    [InlineData("com.", DnssecAlgorithm.Ed25519)]
    public async Task At_every_moment_names_are_secure_while_a_zone_gets_the_key_that_the_zone_above_points_at(string zone, DnssecAlgorithm algorithm)
    {
        var tree = await RollingTree.MakeAsync(algorithm);
        await tree.PassAsync(30 * Minute, 5 * Minute);
        var (before, pointer) = (tree.TagsOf(zone), tree.PointersAt(zone));
        await tree.RollAsync(zone);

        // Keys are remembered for an hour.
        await tree.PassAsync(60 * Minute, 5 * Minute);
        Assert.Equal("Signing Introduced", tree.Stages(zone));
        Assert.Equal(pointer, tree.PointersAt(zone));
        await tree.PassAsync(20 * Minute, 5 * Minute);
        Assert.Equal("Released Signing", tree.Stages(zone));
        Assert.NotEqual(pointer, Assert.Single([tree.PointersAt(zone)]));

        // And pointers likewise.
        await tree.PassAsync(45 * Minute, 5 * Minute);
        Assert.Equal("Released Signing", tree.Stages(zone));
        await tree.PassAsync(90 * Minute, 5 * Minute);
        Assert.Equal("Signing", tree.Stages(zone));
        Assert.NotEqual(before, tree.TagsOf(zone));
        Assert.Equal(2, tree.ZoneOf(zone).Apex.Set(RecordType.DNSKEY)!.Records.Length);
    }

    [Fact]
    public async Task At_every_moment_names_are_secure_while_the_root_gets_another_key()
    {
        var tree = await RollingTree.MakeAsync();
        var old = Assert.Single(tree.TagsOf("."));
        await tree.RollAsync(".");
        await ForgetAsync("Signing Introduced");

        // 30 days of hold-down, 15 until everybody has looked, 14 in which older signatures could be shown.
        await tree.PassAsync((59 * Day) - (2 * Hour), 4 * Day);
        Assert.Equal("Signing Introduced", tree.Stages("."));
        await tree.PassAsync(Hour, 10 * Minute, () => tree.Stages(".") == "Revoked Signing");
        await ForgetAsync("Revoked Signing");

        // Revoked, and signed with by itself: so those who follow RFC 5011 hear of it.
        var keys = tree.ZoneOf(".").Apex.Set(RecordType.DNSKEY)!;
        var revoked = Assert.Single(keys.Records.Select(record => new ZoneKey(record.Data)), key => (key.Flags & ZoneKey.IsRevokedFlag) != 0);
        Assert.Equal(old + ZoneKey.IsRevokedFlag, revoked.Tag);
        Assert.Contains(keys.Signatures, signature => new SignatureFields(signature.Data).KeyTag == revoked.Tag);
        Assert.DoesNotContain(old, tree.TagsOf("."));
        await tree.PassAsync((30 * Day) - (2 * Hour), 4 * Day);
        Assert.Equal("Revoked Signing", tree.Stages("."));
        await tree.PassAsync(Hour, 10 * Minute, () => tree.Stages(".") == "Signing");
        await ForgetAsync("Signing");

        // While caches forget what was before.
        async Task ForgetAsync(string stages)
        {
            await tree.PassAsync(80 * Minute, 8 * Minute);
            Assert.Equal(stages, tree.Stages("."));
        }
    }

    [Fact]
    public async Task A_restart_changes_nothing_and_what_nobody_has_seen_yet_is_waited_for_anew()
    {
        const string zone = "example.com.";
        var tree = await RollingTree.MakeAsync();
        await tree.RollAsync(zone);

        // The key was kept, the zone that shows it was not.
        await tree.RestartAsync(zone, isBehind: true);
        await tree.PassAsync(50 * Minute, 5 * Minute);
        await tree.RestartAsync(zone);
        Assert.Equal("Signing Introduced", tree.Stages(zone));
        await tree.PassAsync(20 * Minute, 5 * Minute);
        Assert.Equal("Signing Introduced", tree.Stages(zone));
        await tree.PassAsync(20 * Minute, 5 * Minute);
        Assert.Equal("Released Signing", tree.Stages(zone));
        await tree.RestartAsync(zone);
        await tree.PassAsync(100 * Minute, 5 * Minute);
        Assert.Equal("Signing", tree.Stages(zone));
    }

    [Fact]
    public async Task A_zone_above_that_is_outside_learns_of_the_key_in_the_zone_itself_and_is_waited_for()
    {
        var kept = new MemoryState<KeptZoneKeys>(state => new KeptZoneKeys { Keys = [.. state.Keys] });
        var keyring = new ZoneKeyring(ZoneSigning.Nsec3, kept) { Trust = EntryPointTrust.Outside };
        var now = new DateTimeOffset(2026, 11, 29, 12, 0, 0, TimeSpan.Zero);
        await keyring.BeginAsync(now);
        var zone = keyring.Sign(Samples.Make(1), null, now);
        var old = Assert.Single(keyring.EntryPoints);
        AssertAsksFor(old);
        Assert.False(await keyring.ReleaseAsync(now));

        Assert.True(await keyring.RollAsync(isEntryPoint: true, now));
        zone = keyring.Sign(zone, zone, now);
        AssertAsksFor(old);
        now += 2 * Hour;
        Assert.True(await keyring.StepAsync(zone, now));
        zone = keyring.Sign(zone, zone, now);
        AssertAsksFor(Assert.Single(keyring.EntryPoints));
        Assert.NotEqual(old, keyring.EntryPoints[0]);

        // Nothing but word of it brings it on.
        Assert.False(await keyring.StepAsync(zone, now + (1000 * Day)));
        Assert.True(await keyring.ReleaseAsync(now));
        Assert.False(await keyring.StepAsync(zone, now + (24 * Hour)));
        Assert.True(await keyring.StepAsync(zone, now + (26 * Hour)));
        Assert.Equal(2, keyring.Keys.Count);

        void AssertAsksFor(ZoneKey key)
        {
            Assert.Equal(key.Data.ToString(), Assert.Single(zone.Apex.Set(RecordType.CDNSKEY)!.Records).Data.ToString());
            Assert.Equal(key.DelegationSigner(Samples.Name).ToString(), Assert.Single(zone.Apex.Set(RecordType.CDS)!.Records).Data.ToString());
        }
    }
}
