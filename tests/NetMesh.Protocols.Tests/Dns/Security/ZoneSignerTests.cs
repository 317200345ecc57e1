using System.Security.Cryptography;
using NetMesh.Protocols.Dns.Messages;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;
using NetMesh.Protocols.Dns.Security;
using NetMesh.Protocols.Dns.Zones;
using NetMesh.Protocols.Tests.Dns.Zones;

namespace NetMesh.Protocols.Tests.Dns.Security;

public sealed class ZoneSignerTests
{
    private static readonly Zone Plain = ZoneLookupTests.Make(
        "$TTL 600\n@ SOA ns admin 1 7200 900 1209600 300\n@ NS ns\nns A 127.0.0.1\na A 127.0.0.2\nsub NS ns.sub\nns.sub A 127.0.0.3\nx.y A 127.0.0.4\n", "example.");

    private static readonly SigningKey Key = SigningKey.Generate(isEntryPoint: true);

    [Fact]
    public void A_key_has_the_tag_and_the_DS_of_RFC_6605()
    {
        // RFC 6605 §6.1.
        var key = ZoneKey.Of(257, DnssecAlgorithm.EcdsaP256Sha256, Convert.FromBase64String("GojIhhXUN/u4v54ZQqGSnyhWJwaubCvTmeexv7bR6edbkrSqQpF64cYbcB7wNcP+e+MAnLr+Wi9xMWyQLc8NAA=="));
        Assert.Equal(55648, key.Tag);
        Assert.Equal(
            "55648 13 2 B4C8C1FE2E7477127B27115656AD6256F424625BF5C1E2770CE6D6E37DF61D17",
            key.DelegationSigner(DomainName.Parse("example.net.")).ToString().Replace("ECDSAP256SHA256", "13", StringComparison.Ordinal));
    }

    [Fact]
    public void A_key_survives_its_private_form_and_one_of_another_curve_is_refused()
    {
        using var again = SigningKey.ImportPkcs8(Key.ExportPkcs8(), isEntryPoint: true);
        Assert.Equal(Key.Public.Data, again.Public.Data);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        Assert.Throws<CryptographicException>(() => SigningKey.ImportPkcs8(other.ExportPkcs8PrivateKey(), isEntryPoint: true));
    }

    [Fact]
    public void A_name_is_hashed_as_in_RFC_5155()
    {
        // Appendix A.
        var parameters = new Nsec3Parameters(Nsec3Parameters.Sha1, 0, 12, new byte[] { 0xaa, 0xbb, 0xcc, 0xdd });
        Assert.Equal("0p9mhaveqvm6t7vbl5lop2u3t2rp3tom", Base32Hex.Write(parameters.Hash(DomainName.Parse("example."))));
        Assert.Equal("35mthgpgcu1qg68fab165klnsnk3dpvl", Base32Hex.Write(parameters.Hash(DomainName.Parse("A.example."))));
    }

    [Fact]
    public void Times_are_compared_around_their_end()
    {
        Assert.True(SignatureTime.Holds(uint.MaxValue - 10, 10, 0));
        Assert.True(SignatureTime.Holds(5, 10, 10));
        Assert.False(SignatureTime.Holds(5, 10, 11));
        Assert.False(SignatureTime.Holds(5, 10, 4));
    }

    [Fact]
    public void Nothing_of_it_is_shown_to_who_does_not_ask_for_it()
    {
        var server = new AuthoritativeServer([Sign(null)]);
        Assert.Equal(["A"], Types(Ask(server, "a.example.", RecordType.A, isSecure: false).Answers));
        Assert.Equal(["A", "RRSIG"], Types(Ask(server, "a.example.", RecordType.A).Answers));
        Assert.Equal(["SOA"], Types(Ask(server, "no.example.", RecordType.A, isSecure: false).Authorities));
        Assert.Equal(["NS"], Types(Ask(server, "sub.example.", RecordType.A, isSecure: false).Authorities));
        Assert.Equal(["NS", "NSEC", "RRSIG"], Types(Ask(server, "sub.example.", RecordType.A).Authorities));
        Assert.Equal(["NSEC"], Types(Ask(server, "a.example.", RecordType.NSEC, isSecure: false).Answers));
        Assert.True(Ask(server, "a.example.", RecordType.A).Edns!.IsDnssecOk);
        Assert.False(Ask(server, "a.example.", RecordType.A, isSecure: false).Edns!.IsDnssecOk);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_owner_of_an_NSEC3_record_is_no_name_to_those_who_ask(bool isOptOut)
    {
        var zone = Sign(Nsec3Parameters.Usual(isOptOut));
        var chain = zone.Records.Where(record => record.Type == RecordType.NSEC3).ToList();

        // The apex, ns, a, y without records, x.y, and the delegation unless it is left out.
        Assert.Equal(isOptOut ? 5 : 6, chain.Count);
        Assert.Equal(ResponseCode.NXDomain, Ask(new AuthoritativeServer([zone]), chain[1].Owner.ToString(), RecordType.NSEC3).Code);
    }

    [Fact]
    public void A_name_below_one_that_opt_out_leaves_out_is_denied_by_what_the_reader_can_see()
    {
        // "deep" is there only because of the delegation below it: the reader sees no nearer encloser than the apex, and looks for the wildcard there (RFC 5155 §8.4).
        var hosts = string.Concat(Enumerable.Range(0, 40).Select(i => $"n{i} A 127.0.0.1\n"));
        var hashing = Nsec3Parameters.Usual(isOptOut: true);
        var zone = new ZoneSigner([Key], 100, 200, hashing).Sign(
            ZoneLookupTests.Make($"$TTL 600\n@ SOA ns admin 1 7200 900 1209600 300\n@ NS ns.test.\nsub.deep NS ns.test.\n{hosts}", "example."));
        var chain = zone.Records.Where(record => record.Type == RecordType.NSEC3).Select(record => record.Owner.ToString()).Order(StringComparer.Ordinal).ToList();
        string Before(string name) => chain.LastOrDefault(owner => string.CompareOrdinal(owner, Base32Hex.Write(hashing.Hash(DomainName.Parse(name)))) < 0) ?? chain[^1];

        var answer = Ask(new AuthoritativeServer([zone]), "no.deep.example.", RecordType.A);
        Assert.Equal(ResponseCode.NXDomain, answer.Code);
        Assert.Equal(
            new[] { $"{Base32Hex.Write(hashing.Hash(zone.Name))}.example.", Before("deep.example."), Before("*.example.") }.Distinct().Order(StringComparer.Ordinal),
            answer.Authorities.Where(record => record.Type == RecordType.NSEC3).Select(record => record.Owner.ToString()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_zone_that_is_signed_again_has_the_new_chain_alone()
    {
        var once = Sign(Nsec3Parameters.Usual());
        var again = new ZoneSigner([Key], 100, 200).Sign(once);
        Assert.DoesNotContain(again.Records, record => record.Type is RecordType.NSEC3 or RecordType.NSEC3PARAM);
        Assert.Equal(Sign(null).Records.Count(), again.Records.Count());
        Assert.Throws<ArgumentException>(() => new ZoneSigner([Key], 200, 100).Sign(once));
        Assert.Throws<ArgumentException>(() => new ZoneSigner([], 100, 200).Sign(once));
    }

    private static Zone Sign(Nsec3Parameters? hashing) => new ZoneSigner([Key], 100, 200, hashing).Sign(Plain);

    private static IEnumerable<string> Types(IEnumerable<ResourceRecord> records) => records.Select(record => record.Type.ToString());

    private static DnsMessage Ask(AuthoritativeServer server, string name, RecordType type, bool isSecure = true) =>
        server.Answer(new DnsMessage { Id = 1, Question = new Question(DomainName.Parse(name), type), Edns = new Edns(4096, isSecure) })!;
}
