using NetMesh.Contracts.Names;
using NetMesh.Labs.Worlds;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Security;

namespace NetMesh.Labs.Tests.Worlds;

/// <summary>What a world says of zones that change, and of servers outside.</summary>
public sealed class WorldZonePolicyTests
{
    private const string Text =
        """
        regions:
          us-east: { at: [39.0, -77.5], prefix: 127.16.0.0/16 }
        hosts:
          dns: { region: us-east, runs: name-server }
        keys:
          ddns: hmac-sha512:c2VjcmV0
          transfer: c2VjcmV0
        zones:
          own.test:
            on: dns
            signed: nsec3
            updates: [ddns]
            transfers: transfer
            secondaries: [192.0.2.1, { at: 192.0.2.2:5300, key: transfer }]
            records: '@ 1h SOA . . 1 1 1 1 1

              @ 1h NS .'
          copied.test: { on: dns, primary: { at: 192.0.2.3, key: ddns } }
        """;

    [Fact]
    public void What_may_become_of_a_zone_is_as_it_says()
    {
        var world = World.Parse(Text);
        var own = world.Zones.Single(zone => zone.Name.Equals(DomainName.Parse("own.test.")));
        Assert.Equal((ZoneSigning.Nsec3, false, false, false, true), (own.Signing, own.IsUpdatedByAll, own.IsTransferredToAll, own.IsRegistry, own.IsKept));
        Assert.Equal("ddns.", Assert.Single(own.Updaters).ToString());
        Assert.Equal(["192.0.2.1:53 ", "192.0.2.2:5300 transfer."], own.Secondaries.Select(server => $"{server.At} {server.Key?.Name}"));

        // Who copies it with a key may do so without being named once more.
        Assert.All(own.TransferKeys, key => Assert.Equal("transfer.", key.ToString()));
        Assert.True(own.MayTransfer(DomainName.Parse("transfer")));
        Assert.False(own.MayTransfer(DomainName.Parse("ddns")));
        Assert.False(own.MayTransfer(null));

        var copied = world.Zones.Single(zone => zone.Name.Equals(DomainName.Parse("copied.test.")));
        Assert.Equal(("192.0.2.3:53", "hmac-sha512.", true), (copied.Primary!.At.ToString(), copied.Primary.Key!.Algorithm.ToString(), copied.IsKept));
        Assert.Null(copied.Zone);
    }

    [Fact]
    public void Addresses_by_region_and_a_root_at_several_sites()
    {
        var world = World.Parse(Text.Replace("signed: nsec3", "nearest: ['@', www]", StringComparison.Ordinal).Replace("own.test", ".", StringComparison.Ordinal)
            .Replace("region: us-east, runs", "region: us-east, anycast: [127.1.0.1, 127.1.0.2], runs", StringComparison.Ordinal));
        Assert.Equal([".", "www."], world.Zones[0].Nearest.Select(name => name.ToString()));
        Assert.Equal(["127.1.0.1", "127.1.0.2"], world.Names.Roots.Select(root => root.ToString()));
    }

    [Theory]
    [InlineData("updates: [ddns]", "updates: any")]
    [InlineData("updates: [ddns]", "updates: ddns")]
    [InlineData("signed: nsec3", "signed: opt-out")]
    [InlineData("signed: nsec3", "signed: { denial: nsec }")]
    [InlineData("signed: nsec3", "registry: true")]
    public void Other_ways_to_say_it(string passage, string instead) => Assert.Empty(WorldFile.Parse(Instead(passage, instead), "world").Errors);

    [Theory]
    [InlineData("signed: nsec3", "signed: { denial: nsec3, algorithm: rsa }", "'algorithm' is 'rsa'; expected one of ecdsa-p256, ecdsa-p384, ed25519, ed448")]
    [InlineData("signed: nsec3", "signed: { algorithm: ed25519 }", "signed has no 'denial'; expected denial: one of none, nsec, nsec3, opt-out")]
    [InlineData("signed: nsec3", "signed: [nsec3]", "'signed' is a list; expected one of none, nsec, nsec3, opt-out")]
    [InlineData("signed: nsec3", "signed: nsec5", "'signed' is 'nsec5'; expected")]
    [InlineData("signed: nsec3", "signed: nsec3\n    nearest: www", "either 'signed' or 'nearest'")]
    [InlineData("signed: nsec3", "nearest: www.example.com.", "'nearest' is 'www.example.com.'; expected names of the zone, such as www")]
    [InlineData("updates: [ddns]", "updates: [dnds]", "there is no key 'dnds'; expected names of keys, or 'any' below 'keys:'")]
    [InlineData("transfers: transfer", "transfers: all", "there is no key 'all'; expected names of keys, or 'any' below 'keys:'")]
    [InlineData("192.0.2.2:5300, key: transfer", "192.0.2.2:5300, key: other", "there is no key 'other'; expected the name of a key")]
    [InlineData("192.0.2.2:5300, key", "192.0.2.2:530000, key", "expected an address, with a port unless it is 53, such as 192.0.2.1:5300")]
    [InlineData("[192.0.2.1, ", "[example.com, ", "expected an address, with a port unless it is 53, such as 192.0.2.1:5300")]
    [InlineData("at: 192.0.2.2:5300, key", "port: 5300, key", "a server has no 'at'")]
    [InlineData("on: dns, primary", "on: dns, signed: nsec, primary", "a zone with 'primary' that is signed or changed here; expected its primary to do that")]
    [InlineData("on: dns, primary", "on: dns, updates: ddns, primary", "a zone with 'primary' that is signed or changed here; expected its primary to do that")]
    [InlineData("on: dns, primary", "on: dns, registry: true, primary", "a zone with 'primary' that is signed or changed here; expected its primary to do that")]
    [InlineData("hmac-sha512:c2VjcmV0", "hmac-md5:c2VjcmV0", "hmac-md5")]
    [InlineData("hmac-sha512:c2VjcmV0", "hmac-sha512:???", "Base64")]
    [InlineData("hmac-sha512:c2VjcmV0", "a:b:c", "key 'ddns' is 'a:b:c'; expected [algorithm:]secret, the secret in Base64")]
    [InlineData("hmac-sha512:c2VjcmV0", "[c2VjcmV0]", "key 'ddns' is a list; expected [algorithm:]secret")]
    [InlineData("  transfer: c2VjcmV0", "  DDNS: c2VjcmV0\n  transfer: c2VjcmV0", "a second key DDNS.; expected one of a name")]
    public void What_is_wrong_is_said_with_its_place(string passage, string instead, string error)
    {
        var errors = WorldFile.Parse(Instead(passage, instead), "world").Errors;
        Assert.True(errors.Any(it => it.ToString().Contains(error, StringComparison.Ordinal)), $"expected '{error}' in\n{string.Join('\n', errors)}");
        Assert.DoesNotContain(errors, it => it.ToString().Contains("c2VjcmV0", StringComparison.Ordinal) && !instead.Contains('['));
    }

    [Theory]
    [InlineData("signed: nsec3", DnssecAlgorithm.EcdsaP256Sha256)]
    [InlineData("signed: { denial: nsec3 }", DnssecAlgorithm.EcdsaP256Sha256)]
    [InlineData("signed: { denial: nsec3, algorithm: ed25519 }", DnssecAlgorithm.Ed25519)]
    public void How_a_zone_is_signed_is_a_word_or_says_the_algorithm_too(string signed, DnssecAlgorithm algorithm)
    {
        var read = WorldFile.Parse(Instead("signed: nsec3", signed), "world");
        Assert.Empty(read.Errors);
        Assert.Contains(read.World!.Zones, zone => zone.Signing == ZoneSigning.Nsec3 && zone.Algorithm == algorithm);
    }

    private static string Instead(string passage, string instead)
    {
        Assert.Contains(passage, Text, StringComparison.Ordinal);
        return Text.Replace(passage, instead, StringComparison.Ordinal);
    }
}
