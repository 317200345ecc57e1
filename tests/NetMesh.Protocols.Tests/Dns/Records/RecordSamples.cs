using NetMesh.Protocols.Dns.MasterFiles;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;

namespace NetMesh.Protocols.Tests.Dns.Records;

/// <summary>Data of records as it stands in master files.</summary>
internal static class RecordSamples
{
    /// <summary>One of each type, spelled as it is written.</summary>
    public static readonly (string Type, string Text)[] All =
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
        ("CAA", "0 issue \"ca.example.net; policy=ev\""),
        ("TYPE65280", "\\# 4 0A000001"),
        ("TYPE65281", "\\# 0"),
    ];

    public static RecordData Read(string type, string text)
    {
        var file = File(type, text);
        Assert.Empty(file.Errors);
        return file.Records.Single().Record.Data;
    }

    public static MasterFile File(string type, string text) => new MasterFileReader().Read($"x. 300 IN {type} {text}", "sample", DomainName.Root);
}
