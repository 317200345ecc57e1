using NetMesh.Protocols.Dns.Records;

namespace NetMesh.Protocols.Tests.Dns.Records;

public sealed class RecordDataTextTests
{
    public static IEnumerable<object[]> Spelled => RecordSamples.All.Select(sample => (object[])[sample.Type, sample.Text]);

    [Theory]
    [MemberData(nameof(Spelled))]
    public void Data_is_written_as_it_was_read(string type, string text)
    {
        var data = RecordSamples.Read(type, text);
        Assert.Equal(text, data.ToString());

        // And in the form that any type may have (RFC 3597 §5).
        Assert.Equal(data, RecordSamples.Read(type, $"\\# {data.Wire.Length} {Convert.ToHexString(data.Wire)}"));
    }

    [Fact]
    public void Every_type_that_has_a_layout_has_a_sample() =>
        Assert.Equal(RecordLayout.Types.Select(RecordTypeText.Write), RecordSamples.All.Select(row => row.Type).Where(type => !type.StartsWith("TYPE", StringComparison.Ordinal))
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
        var file = RecordSamples.File(type, text);
        Assert.Empty(file.Records);
        Assert.Contains(expected, file.Errors.Single().What, StringComparison.Ordinal);
    }

    [Fact]
    public void Data_is_equal_when_its_names_differ_in_case_alone()
    {
        Assert.Equal(RecordSamples.Read("MX", "10 Mail.EXAMPLE."), RecordSamples.Read("MX", "10 mail.example."));
        Assert.Equal(RecordSamples.Read("MX", "10 Mail.EXAMPLE.").GetHashCode(), RecordSamples.Read("MX", "10 mail.example.").GetHashCode());
        Assert.NotEqual(RecordSamples.Read("TXT", "Mail"), RecordSamples.Read("TXT", "mail"));

        // The next name of an NSEC keeps its case (RFC 6840 §5.1).
        Assert.NotEqual(RecordSamples.Read("NSEC", "A.example. A"), RecordSamples.Read("NSEC", "a.example. A"));
    }
}
