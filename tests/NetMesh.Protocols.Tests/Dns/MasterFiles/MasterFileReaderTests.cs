using NetMesh.Protocols.Dns.MasterFiles;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Tests.Fuzzing;

namespace NetMesh.Protocols.Tests.Dns.MasterFiles;

public sealed class MasterFileReaderTests
{
    [Fact]
    public void The_example_of_RFC_1035_is_read_as_it_is_meant()
    {
        const string Text = """
            $TTL 1d
            @   IN  SOA     VENERA      Action\.domains (
                                             20     ; SERIAL
                                             7200   ; REFRESH
                                             600    ; RETRY
                                             3600000; EXPIRE
                                             60)    ; MINIMUM

                    NS      A.ISI.EDU.
                    NS      VENERA
                    MX      10      VENERA
            A       A       26.3.0.103
            VENERA 1h A     10.1.0.52
                   IN 30 A  128.9.0.32
            """;
        Assert.Equal(
            [
                "ISI.EDU. 86400 IN SOA VENERA.ISI.EDU. Action\\.domains.ISI.EDU. 20 7200 600 3600000 60",
                "ISI.EDU. 86400 IN NS A.ISI.EDU.",
                "ISI.EDU. 86400 IN NS VENERA.ISI.EDU.",
                "ISI.EDU. 86400 IN MX 10 VENERA.ISI.EDU.",
                "A.ISI.EDU. 86400 IN A 26.3.0.103",
                "VENERA.ISI.EDU. 3600 IN A 10.1.0.52",
                "VENERA.ISI.EDU. 30 IN A 128.9.0.32",
            ],
            Lines(Text, "ISI.EDU."));
    }

    [Fact]
    public void Quotes_parentheses_and_comments_stand_where_they_may() => Assert.Equal(
        ["x. 60 IN TXT \"a;b\" \"c (d\" \"e\"", "y. 60 IN A 127.0.0.1"],
        Lines("x. 60 TXT ( \"a;b\" ; one (\n  \"c (d\" ; two\n e ) \n\n;nothing\n   \ny. 60 IN ( A\n\t127.0.0.1\n)", "."));

    [Fact]
    public void What_a_line_leaves_out_is_as_before() => Assert.Equal(
        ["a.x. 60 IN A 127.0.0.1", "a.x. 60 IN A 127.0.0.2", "b.y.x. 60 IN A 127.0.0.3", "c. 60 IN A 127.0.0.4"],
        Lines("a 60 A 127.0.0.1\n A 127.0.0.2\n$ORIGIN y\nb A 127.0.0.3\n$ORIGIN .\nc A 127.0.0.4", "x."));

    [Fact]
    public void Numbers_are_generated() => Assert.Equal(
        ["h001.x. 9 IN A 127.0.0.1", "h003.x. 9 IN A 127.0.0.3", "h005.x. 9 IN A 127.0.0.5", "0.x. 9 IN PTR a1.", "f.0.0.x. 9 IN TXT \"$\" \"17\""],
        Lines("$TTL 9\n$GENERATE 1-5/2 h${0,3,d} A 127.0.0.$\n$GENERATE 0-0 $ PTR a${1}.\n$GENERATE 15-15 ${0,5,n} TXT $$ ${0,0,o}", "x."));

    [Fact]
    public void A_file_includes_others_with_an_origin_of_their_own()
    {
        var reader = new MasterFileReader(name => name switch { "mail" => "@ MX 10 m\n$ORIGIN elsewhere.\nm A 127.0.0.9", "loop" => "$INCLUDE loop", _ => null });
        var file = reader.Read("$TTL 5\n$INCLUDE mail mail\nm A 127.0.0.1\n$INCLUDE /etc/passwd\n$INCLUDE loop\n", "zone", DomainName.Parse("x."));
        Assert.Equal(
            ["mail.x. 5 IN MX 10 m.mail.x.", "m.elsewhere. 5 IN A 127.0.0.9", "m.x. 5 IN A 127.0.0.1"], file.Records.Select(placed => placed.Record.ToString()));
        Assert.Equal(["mail:1", "mail:3", "zone:3"], file.Records.Select(placed => placed.Line.ToString()));
        Assert.Equal(
            [
                "zone:4: '/etc/passwd'; expected a file beside this one, inside the data directory",
                "loop:1: 'loop' included inside 16 files; expected at most 16",
            ],
            file.Errors.Select(error => error.ToString()));
    }

    [Theory]
    [InlineData("a 60 A", "an IPv4 address")]
    [InlineData("a A 127.0.0.1", "a TTL; expected $TTL")]
    [InlineData(" 60 A 127.0.0.1", "without an owner")]
    [InlineData("a..b 60 A 127.0.0.1", "an empty label in 'a..b'; expected a domain name")]
    [InlineData("a 60 AXFR 127.0.0.1", "a type that zones hold")]
    [InlineData("a 60 CH TXT b", "expected class IN")]
    [InlineData("a 60 NOPE b", "'NOPE'; expected a record type")]
    [InlineData("a 60 IN", "the end of the record; expected a record type")]
    [InlineData("a 4294967295 A 127.0.0.1", "at most 2147483647")]
    [InlineData("a 60 TXT \"b", "a quote without its end")]
    [InlineData("a 60 TXT ( b", "a ( without its )")]
    [InlineData("a 60 TXT b )", "a ) without its (")]
    [InlineData("$ORIGIN", "expected one domain name")]
    [InlineData("$ORIGIN a..b", "an empty label")]
    [InlineData("$TTL soon", "such as 1h30m")]
    [InlineData("$INCLUDE", "expected a file")]
    [InlineData("$GENERATE 5-1 a A 127.0.0.1", "expected first-last")]
    [InlineData("$GENERATE 1-4000000000 a$ A 127.0.0.1", "at most 65536")]
    [InlineData("$GENERATE 1-3/0 a$ A 127.0.0.1", "expected first-last")]
    [InlineData("$GENERATE 255-256 a$ 60 A 127.0.0.$", "with 256 for $")]
    [InlineData("a.\"b 60 A 127.0.0.1", "a quote without its end")]
    public void An_error_says_where_it_is_and_what_was_expected(string line, string expected)
    {
        var file = new MasterFileReader().Read($"; a comment\n\n{line}\n", "zone", DomainName.Parse("x."));
        Assert.Equal(new MasterFileLine("zone", 3), file.Errors[0].Line);
        Assert.Contains(expected, file.Errors[0].What, StringComparison.Ordinal);
    }

    [Fact]
    public void All_errors_are_told_but_not_more_than_a_person_reads()
    {
        var file = new MasterFileReader().Read("a 60 A b\nc 60 A 127.0.0.1\nd 60 A e\n", "zone", DomainName.Root);
        Assert.Equal([1, 3], file.Errors.Select(error => error.Line.Number));
        Assert.Single(file.Records);
        Assert.Equal(MasterFileReader.MostErrors, new MasterFileReader().Read(string.Concat(Enumerable.Repeat("a 60 A b\n", 100)), "zone", DomainName.Root).Errors.Length);
    }

    [Fact]
    public void No_damage_is_too_much_for_the_reader()
    {
        var good = System.Text.Encoding.Latin1.GetBytes(
            "$TTL 1d\n$ORIGIN x.\n@ SOA ns admin ( 1 2 3 ; c\n 4 5 )\n NS ns\nns A 127.0.0.1\n$GENERATE 1-9/2 a${0,2,x} TXT \"b $\"\nc SVCB 1 . alpn=\"h2,h3\" port=53\nd NSEC e A TYPE999\nf TYPE777 \\# 2 abcd\n");
        var mutator = new ByteMutator(1035);
        for (var i = 0; i < 5000; i++)
        {
            var text = System.Text.Encoding.Latin1.GetString(mutator.Mutate(good));
            var file = new MasterFileReader(_ => text).Read(text, "zone", DomainName.Root);

            // What was read is written so that it is read again.
            foreach (var placed in file.Records)
            {
                Assert.Equal([placed.Record], new MasterFileReader().Read(placed.Record.ToString(), "again", DomainName.Root).Records.Select(again => again.Record));
            }
        }
    }

    private static string[] Lines(string text, string origin)
    {
        var file = new MasterFileReader().Read(text, "zone", DomainName.Parse(origin));
        Assert.Empty(file.Errors);
        return [.. file.Records.Select(placed => placed.Record.ToString())];
    }
}
