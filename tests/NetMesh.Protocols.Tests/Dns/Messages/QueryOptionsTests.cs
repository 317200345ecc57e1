using System.Collections.Immutable;
using NetMesh.Protocols.Dns.Messages;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;

namespace NetMesh.Protocols.Tests.Dns.Messages;

public sealed class QueryOptionsTests
{
    private static readonly DnsMessage Plain = new() { Id = 1, Question = new Question(DomainName.Parse("www.netcinema.com."), RecordType.A), Edns = new Edns(1232) };

    [Theory]
    [InlineData("0102030405060708", true)]
    [InlineData("0102030405060708 0000000000000000", true)]
    [InlineData("0102030405060708 00000000000000000000000000000000 00000000000000000000000000000000", true)]
    [InlineData("", false)]
    [InlineData("01020304050607", false)]
    [InlineData("0102030405060708 00000000000000", false)]
    [InlineData("0102030405060708 00000000000000000000000000000000 00000000000000000000000000000000 00", false)]
    public void A_cookie_has_eight_bytes_of_the_client_and_none_or_8_to_32_of_the_server(string hex, bool isOne) =>
        Assert.Equal(isOne, Read(EdnsOptionCode.Cookie, hex)?.Cookie is not null);

    [Theory]
    [InlineData("0001 18 00 7F1102", "127.17.2.0/24")]
    [InlineData("0001 11 00 7F1180", "127.17.128.0/17")]
    [InlineData("0001 20 00 7F110203", "127.17.2.3/32")]
    [InlineData("0001 00 00", "0.0.0.0/0")]
    [InlineData("0002 38 00 20010DB8000000", "IPv6")]
    [InlineData("0000 00 00", "nothing said")]
    [InlineData("0001 18 00 7F11", null)]
    [InlineData("0001 18 00 7F110200", null)]
    [InlineData("0001 11 00 7F1181", null)]
    [InlineData("0001 21 00 7F11020300", null)]
    [InlineData("0001 18 18 7F1102", null)]
    [InlineData("0003 08 00 7F", null)]
    [InlineData("0001 18", null)]
    public void A_clients_network_is_as_long_as_it_says_and_nothing_stands_behind_it(string hex, string? network)
    {
        var subnet = Read(EdnsOptionCode.ClientSubnet, hex)?.Subnet;
        Assert.Equal(network, subnet is null ? null : subnet.Prefix?.ToString() ?? (subnet.Family == 2 ? "IPv6" : "nothing said"));
        Assert.Equal(subnet is null ? null : hex.Replace(" ", ""), subnet is null ? null : Convert.ToHexString(subnet.ToOption().Data.AsSpan()));
    }

    [Fact]
    public void Of_options_that_come_twice_the_first_counts_and_unknown_ones_do_not()
    {
        Assert.NotNull(QueryOptions.TryRead(new Edns(512, Options: [Option((EdnsOptionCode)65001, "01"), Option(EdnsOptionCode.Cookie, "0102030405060708"), Option(EdnsOptionCode.Cookie, "01")])));
        Assert.Null(QueryOptions.TryRead(new Edns(512, Options: [Option(EdnsOptionCode.Cookie, "01"), Option(EdnsOptionCode.Cookie, "0102030405060708")])));
        Assert.Null(QueryOptions.TryRead(new Edns(512, Options: [Option(EdnsOptionCode.KeepAlive, "0064")])));
        Assert.True(QueryOptions.TryRead(new Edns(512, Options: [Option(EdnsOptionCode.KeepAlive, "")]))!.WantsKeepAlive);
        Assert.True(QueryOptions.TryRead(new Edns(512, Options: [Option(EdnsOptionCode.Padding, "00FF")]))!.WantsPadding);
        Assert.Same(QueryOptions.None, QueryOptions.TryRead(null));
    }

    [Fact]
    public void No_damage_to_options_is_too_much_for_their_reader()
    {
        var whole = DnsWriter.Write(Plain.With(new Edns(1232, Options:
        [
            Option(EdnsOptionCode.Cookie, "0102030405060708 0102030405060708"), Option(EdnsOptionCode.ClientSubnet, "0001 18 00 7F1102"), Option(EdnsOptionCode.KeepAlive, ""),
            Option(EdnsOptionCode.Padding, "0000"), Option(EdnsOptionCode.ExtendedError, "0012 61"),
        ])));
        for (var at = DnsReader.HeaderLength; at < whole.Length; at++)
        {
            var damaged = whole.ToArray();
            for (var value = 0; value <= byte.MaxValue; value++)
            {
                damaged[at] = (byte)value;
                Check(damaged);
            }

            Check(whole[..at]);
        }

        var random = new Random(7871);
        for (var i = 0; i < 20_000; i++)
        {
            var drawn = new byte[random.Next(40)];
            random.NextBytes(drawn);
            QueryOptions.TryRead(new Edns(512, Options: [new EdnsOption((EdnsOptionCode)random.Next(16), [.. drawn])]));
        }
    }

    [Fact]
    public void An_extended_error_stands_in_words_behind_its_number() =>
        Assert.Equal("00126E6F", Convert.ToHexString(new ExtendedError(ExtendedErrorCode.Prohibited, "no").ToOption().Data.AsSpan()));

    [Theory]
    [InlineData(0)]
    [InlineData(421)]
    [InlineData(1000)]
    public void A_padded_answer_is_a_multiple_of_468_bytes_long(int more)
    {
        var answer = Plain.With(new Edns(1232, Options: [new EdnsOption((EdnsOptionCode)65001, [.. new byte[more]])]));
        var padded = Padding.Pad(answer);
        Assert.Equal(0, DnsWriter.Write(padded).Length % Padding.AnswerBlock);
        Assert.InRange(DnsWriter.Write(padded).Length - DnsWriter.Write(answer).Length, 4, Padding.AnswerBlock + 3);
        Assert.Same(answer.Question, padded.Question);
    }

    [Fact]
    public void An_answer_without_extensions_is_not_padded()
    {
        var answer = Plain.With(null);
        Assert.Same(answer, Padding.Pad(answer));
    }

    private static void Check(byte[] message)
    {
        if (DnsReader.Read(message) is { IsComplete: true, Value.Edns: var edns } && QueryOptions.TryRead(edns) is { Subnet: { } subnet })
        {
            Assert.Equal(subnet.Address.Length, (subnet.SourceLength + 7) / 8);
        }
    }

    private static QueryOptions? Read(EdnsOptionCode code, string hex) => QueryOptions.TryRead(new Edns(512, Options: [Option(code, hex)]));

    private static EdnsOption Option(EdnsOptionCode code, string hex) => new(code, [.. Convert.FromHexString(hex.Replace(" ", ""))]);
}
