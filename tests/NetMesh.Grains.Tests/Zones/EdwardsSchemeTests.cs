using System.Security.Cryptography;
using NetMesh.Grains.Zones;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;
using NetMesh.Protocols.Dns.Security;

namespace NetMesh.Grains.Tests.Zones;

public sealed class EdwardsSchemeTests
{
    private static readonly DomainName Zone = DomainName.Parse("example.com.");

    // RFC 8080 §6, with the signatures of its erratum 4935: those of the document itself count a label too many.
    [Theory]
    [InlineData(DnssecAlgorithm.Ed25519, "ODIyNjAzODQ2MjgwODAxMjI2NDUxOTAyMDQxNDIyNjI=", "l02Woi0iS8Aa25FQkUd9RMzZHJpBoRQwAQEX1SxZJA4=", 3613, "3AA5AB37EFCE57F737FC1627013FEE07BDF241BD10F3B1964AB55C78E79A304B", "oL9krJun7xfBOIWcGHi7mag5/hdZrKWw15jPGrHpjQeRAvTdszaPD+QLs3fx8A4M3e23mRZ9VrbpMngwcrqNAg==")]
    [InlineData(DnssecAlgorithm.Ed25519, "DSSF3o0s0f+ElWzj9E/Osxw8hLpk55chkmx0LYN5WiY=", "zPnZ/QwEe7S8C5SPz2OfS5RR40ATk2/rYnE9xHIEijs=", 35217, "401781B934E392DE492EC77AE2E15D70F6575A1C0BC59C5275C04EBE80C6614C", "zXQ0bkYgQTEFyfLyi9QoiY6D8ZdYo4wyUhVioYZXFdT410QPRITQSqJSnzQoSm5poJ7gD7AQR0O7KuI5k2pcBg==")]
    [InlineData(DnssecAlgorithm.Ed448, "xZ+5Cgm463xugtkY5B0Jx6erFTXp13rYegst0qRtNsOYnaVpMx0Z/c5EiA9x8wWbDDct/U3FhYWA", "3kgROaDjrh0H2iuixWBrc8g2EpBBLCdGzHmn+G2MpTPhpj/OiBVHHSfPodx1FYYUcJKm1MDpJtIA", 9713, "6CCF18D5BC5D7FC2FCEB1D59D17321402F2AA8D368048DB93DD811F5CB2B19C7", "3cPAHkmlnxcDHMyg7vFC34l0blBhuG1qpwLmjInI8w1CMB29FkEAIJUA0amxWndkmnBZ6SKiwZSAxGILn/NBtOXft0+Gj7FSvOKxE/07+4RQvE581N3Aj/JtIyaiYVdnYtyMWbSNyGEY2213WKsJlwEA")]
    [InlineData(DnssecAlgorithm.Ed448, "WEykD3ht3MHkU8iH4uVOLz8JLwtRBSqiBoM6fF72+Mrp/u5gjxuB1DV6NnPO2BlZdz4hdSTkOdOA", "kkreGWoccSDmUBGAe7+zsbG6ZAFQp+syPmYUurBRQc3tDjeMCJcVMRDmgcNLp5HlHAMy12VoISsA", 38353, "645FF078B3568F5852B70CB60E8E696CC77B75BFAAFFC118CF79CBDA1BA28AF4", "E1/oLjSGIbmLny/4fcgM1z4oL6aqo+izT3urCyHyvEp4Sp8Syg1eI+lJ57CSnZqjJP41O/9l4m0AsQ4f7qI1gVnML8vWWiyW2KXhT9kuAICUSxv5OWbf81Rq7Yu60npabODB0QFPb/rkW3kUZmQ0YQUA")]
    public void A_key_signs_as_in_RFC_8080(DnssecAlgorithm algorithm, string secret, string publicKey, int tag, string digest, string signature)
    {
        using var any = EdwardsScheme.AllSchemes.Signing(algorithm).Generate();
        var bytes = Convert.FromBase64String(secret);
        using var key = SigningKey.ImportPkcs8([.. any.ExportPkcs8()[..^bytes.Length], .. bytes], isEntryPoint: true, EdwardsScheme.AllSchemes.Signing(algorithm));
        Assert.Equal(publicKey, Convert.ToBase64String(key.Public.PublicKey));
        Assert.Equal((tag, algorithm), (key.Public.Tag, key.Public.Algorithm));
        Assert.Equal(digest, Convert.ToHexString(key.Public.DelegationSigner(Zone).Wire[4..]));

        var record = key.Sign(Zone, Zone, 3600, [RecordData.TryMake(RecordType.MX, [0, 10, .. DomainName.Parse("mail.example.com.").Wire])!], 1438207200, 1440021600);
        Assert.Equal(signature, Convert.ToBase64String(new SignatureFields(record.Data).Signature));
    }

    [Theory]
    [InlineData(DnssecAlgorithm.Ed25519)]
    [InlineData(DnssecAlgorithm.Ed448)]
    public void Only_the_signature_of_the_key_over_these_bytes_is_right(DnssecAlgorithm algorithm)
    {
        var scheme = EdwardsScheme.AllSchemes.Signing(algorithm);
        using var pair = scheme.Generate();
        byte[] data = [1, 2, 3];
        var signature = pair.Sign(data);
        Assert.True(scheme.Verify(pair.PublicKey, data, signature));
        Assert.False(scheme.Verify(pair.PublicKey, [1, 2, 4], signature));

        // And nothing makes it throw.
        Assert.False(scheme.Verify(pair.PublicKey, data, signature[1..]));
        Assert.False(scheme.Verify(pair.PublicKey[1..], data, signature));
        Assert.False(scheme.Verify([], data, []));
        foreach (var fill in new byte[] { 0, 1, 0xff })
        {
            byte[] filled = [.. Enumerable.Repeat(fill, pair.PublicKey.Length)];
            Assert.False(scheme.Verify(filled, data, signature));
            Assert.False(scheme.Verify(pair.PublicKey, data, [.. Enumerable.Repeat(fill, signature.Length)]));
        }
    }

    [Fact]
    public void A_private_key_of_another_algorithm_is_refused()
    {
        using var short25519 = EdwardsScheme.Ed25519.Generate();
        Assert.Throws<CryptographicException>(() => EdwardsScheme.Ed448.ImportPkcs8(short25519.ExportPkcs8()));
        Assert.Throws<CryptographicException>(() => SigningKey.ImportPkcs8(short25519.ExportPkcs8(), isEntryPoint: true));
        Assert.Throws<CryptographicException>(() => EdwardsScheme.AllSchemes.Signing(DnssecAlgorithm.RsaSha256));
    }
}
