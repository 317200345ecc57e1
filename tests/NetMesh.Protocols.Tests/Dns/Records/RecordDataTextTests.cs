using NetMesh.Protocols.Dns.MasterFiles;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;

namespace NetMesh.Protocols.Tests.Dns.Records;

public sealed class RecordDataTextTests
{
    /// <summary>One of each type, spelled as it is written.</summary>
    internal static readonly (string Type, string Text)[] Samples =
    [
        ("A", "127.17.0.5"),
        ("NS", "dns1.networkutopia.com."),
        ("CNAME", "relay1.west-coast.enterprise.com."),
        ("SOA", "ns.example. host\\.master.example. 2026112901 7200 900 1209600 300"),
        ("PTR", "www.example."),
        ("HINFO", "\"PDP-11\" \"UNIX\""),
        ("MINFO", "a.example. b.example."),
        ("MX", "10 mail.example."),
        ("TXT", "\"v=spf1 -all\" \"say \\\"hi\\\" \\\\ \\007\\255\" \"\""),
        ("RP", "admin.example. info.example."),
        ("AFSDB", "1 afs.example."),
        ("AAAA", "2001:db8::53"),
        ("SRV", "0 5 5060 sip.example."),
        ("NAPTR", "100 10 \"u\" \"E2U+sip\" \"!^.*$!sip:info@example.com!\" ."),
        ("KX", "10 kx.example."),
        ("CERT", "1 12345 8 AQIDBA=="),
        ("DNAME", "example.org."),
        ("SSHFP", "4 2 123456789ABCDEF67890123456789ABCDEF67890123456789ABCDEF123456789"),
        ("DS", "60485 5 1 2BB183AF5F22588179A53B0A98631FAD1A292118"),
        ("RRSIG", "A 5 3 86400 20030322173103 20030220173103 2642 example.com. oJB1W6WNGv+ldvQ3WDG0MQkg5IEhjRip8WTrPYGv07h108dUKGMeDPKijVCHX3DD"),
        ("NSEC", "host.example.com. A MX RRSIG NSEC TYPE1234"),
        ("DNSKEY", "256 3 13 AQPSKmynfzW4kyBv015MUG2DeIQ3Cbl+BBZH4b/0PY1kxkmvHjcZc8no"),
        ("NSEC3", "1 1 12 AABBCCDD 2t7b4g4vsa5smi47k61mv5bv1a22bojr MX DNSKEY NSEC3PARAM"),
        ("NSEC3PARAM", "1 0 0 -"),
        ("CDS", "0 0 0 00"),
        ("CDNSKEY", "0 3 0 AA=="),
        ("DHCID", "AAIBY2/AuCccgoJbsaxcQc9TUapptP69lOjxfNuVAA2kjEA="),
        ("TLSA", "3 1 1 92003BA34942DC74152E2F2C408D29ECA5A520E7F2E06BB944F4DCA346BAF63C"),
        ("SMIMEA", "3 1 1 92003BA34942DC74152E2F2C408D29ECA5A520E7F2E06BB944F4DCA346BAF63C"),
        ("OPENPGPKEY", "AQIDBA=="),
        ("CSYNC", "66 3 A NS AAAA"),
        ("ZONEMD", "2018031500 1 1 FEBE3D4CE2EC2FFA4BA99D46CD69D6D29711E55217057BEE7EB1A7B641A47BA7FED2DD5B97AE499FAFA4F22C6BD647DE"),
        ("SVCB", "16 foo.example.org. mandatory=alpn,ipv4hint alpn=\"h2,h3-19\" port=53 ipv4hint=192.0.2.1 ipv6hint=2001:db8::1 key667=\"hello\\210qoo\""),
        ("HTTPS", "1 . alpn=\"h2\" no-default-alpn ech=AQID"),
        ("SPF", "\"v=spf1 -all\""),
        ("EUI48", "00-00-5e-00-53-2a"),
        ("EUI64", "00-00-5e-ef-10-00-00-2a"),
        ("URI", "10 1 \"ftp://ftp1.example.com/public\""),
        ("CAA", "0 \"issue\" \"ca.example.net; policy=ev\""),
        ("TYPE65280", "\\# 4 0A000001"),
        ("TYPE65281", "\\# 0"),
    ];

    public static IEnumerable<object[]> Spelled => Samples.Select(sample => (object[])[sample.Type, sample.Text]);

    [Theory]
    [MemberData(nameof(Spelled))]
    public void Data_is_written_as_it_was_read(string type, string text)
    {
        var data = Read(type, text);
        Assert.Equal(text, data.ToString());

        // And in the form that any type may have (RFC 3597 §5).
        Assert.Equal(data, Read(type, $"\\# {data.Wire.Length} {Convert.ToHexString(data.Wire)}"));
    }

    [Fact]
    public void Every_type_that_has_a_layout_has_a_sample() =>
        Assert.Equal(RecordLayout.Types.Select(RecordTypeText.Write), Samples.Select(row => row.Type).Where(type => !type.StartsWith("TYPE", StringComparison.Ordinal))
            .OrderBy(type => RecordTypeText.TryRead(type, out RecordType read) ? (int)read : -1));

    [Theory]
    [InlineData("A", "127.0.0.256", "an IPv4 address")]
    [InlineData("A", "127.0.0.1 127.0.0.2", "the end of the record")]
    [InlineData("A", "", "an IPv4 address")]
    [InlineData("AAAA", "127.0.0.1", "an IPv6 address")]
    [InlineData("MX", "ten mail.example.", "a number up to 65535")]
    [InlineData("MX", "10", "a domain name")]
    [InlineData("MX", "10 a..b.", "a domain name")]
    [InlineData("SOA", "ns.example. admin.example. 1 2 3 4 5x", "a time such as 1h30m")]
    [InlineData("TXT", "\\256", "\\DDD")]
    [InlineData("DS", "1 2 3 ABC", "hexadecimal")]
    [InlineData("DNSKEY", "256 3 13 ???", "Base64")]
    [InlineData("NSEC", "a.example. A NOTATYPE", "record types")]
    [InlineData("SVCB", "1 . port=53 port=54", "twice")]
    [InlineData("TYPE65280", "\\# 5 0A000001", "length of 5")]
    [InlineData("TYPE65280", "10.0.0.1", "\\#")]
    [InlineData("A", "\\# 3 0A0000", "no data of A")]
    public void What_is_no_data_is_refused_with_what_was_expected(string type, string text, string expected)
    {
        var file = File(type, text);
        Assert.Empty(file.Records);
        Assert.Contains(expected, file.Errors.Single().What, StringComparison.Ordinal);
    }

    [Fact]
    public void Data_is_equal_when_its_names_differ_in_case_alone()
    {
        Assert.Equal(Read("MX", "10 Mail.EXAMPLE."), Read("MX", "10 mail.example."));
        Assert.Equal(Read("MX", "10 Mail.EXAMPLE.").GetHashCode(), Read("MX", "10 mail.example.").GetHashCode());
        Assert.NotEqual(Read("TXT", "Mail"), Read("TXT", "mail"));

        // The next name of an NSEC keeps its case (RFC 6840 §5.1).
        Assert.NotEqual(Read("NSEC", "A.example. A"), Read("NSEC", "a.example. A"));
    }

    internal static RecordData Read(string type, string text)
    {
        var file = File(type, text);
        Assert.Empty(file.Errors);
        return file.Records.Single().Record.Data;
    }

    private static MasterFile File(string type, string text) => new MasterFileReader().Read($"x. 300 IN {type} {text}", "sample", DomainName.Root);
}
