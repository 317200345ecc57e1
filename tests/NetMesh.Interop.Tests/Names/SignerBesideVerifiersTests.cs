using NetMesh.Grains.Zones;
using NetMesh.Protocols.Dns.MasterFiles;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Security;
using NetMesh.Protocols.Dns.Security.Algorithms;
using NetMesh.Protocols.Dns.Zones;

namespace NetMesh.Interop.Tests.Names;

public sealed class SignerBesideVerifiersTests
{
    private static readonly DomainName ZoneName = DomainName.Parse(GeneratedZone.Name);

    [RealClientTheory("dnssec-verify", "ldns-verify-zone")]
    [InlineData(DenialVariant.Nsec, DnssecAlgorithm.EcdsaP256Sha256, false)]
    [InlineData(DenialVariant.Nsec, DnssecAlgorithm.EcdsaP384Sha384, true)]
    [InlineData(DenialVariant.Nsec3, DnssecAlgorithm.EcdsaP256Sha256, false)]
    [InlineData(DenialVariant.Nsec3OptOut, DnssecAlgorithm.EcdsaP256Sha256, false)]
    [InlineData(DenialVariant.Nsec3, DnssecAlgorithm.Ed25519, false)]
    [InlineData(DenialVariant.Nsec, DnssecAlgorithm.Ed448, false)]
    public async Task Zones_that_we_sign_are_found_right_by_BIND_and_by_ldns(DenialVariant variant, DnssecAlgorithm algorithm, bool hasOneKey)
    {
        for (var seed = 1; seed <= AnswersBesideOthersTests.SignedSeeds; seed++)
        {
            await VerifyAsync(seed, variant, EdwardsScheme.AllSchemes.Signing(algorithm), hasOneKey);
        }
    }

    private static async Task VerifyAsync(int seed, DenialVariant variant, ISigningScheme scheme, bool hasOneKey)
    {
        var file = new MasterFileReader().Read(new GeneratedZone(seed).Text, "zone", ZoneName);
        Assert.True(Zone.TryMake(ZoneName, file.Records, out var zone, out _));
        using var entry = SigningKey.Generate(isEntryPoint: true, scheme);
        using var other = SigningKey.Generate(isEntryPoint: false, scheme);
        var signed = SignedZone.Sign(zone, variant, hasOneKey ? [entry] : [entry, other]);

        var folder = Directory.CreateTempSubdirectory("netmesh-verify-").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "signed"), SignedZone.Text(signed));
            await SignedZone.RunAsync("dnssec-verify", folder, [.. hasOneKey ? ["-z"] : Array.Empty<string>(), "-q", "-o", GeneratedZone.Name, "signed"]);
            await SignedZone.RunAsync("ldns-verify-zone", folder, "signed");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
