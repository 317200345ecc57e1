using FsCheck;
using FsCheck.Fluent;
using NetMesh.Labs.Expressions;

namespace NetMesh.Labs.Tests.Expressions;

public sealed class ExpressionTests
{
    private static readonly NamedValues Scope = new(("peers", "30"), ("up", "1 Mb/s"), ("file", "15 Gb"), ("choker", "four-slots"), ("server-up", "30 Mb/s"));

    [Theory]
    [InlineData("1 + 2 * 3", "7")]
    [InlineData("(1 + 2) * 3", "9")]
    [InlineData("-2 ^ 2", "-4")]
    [InlineData("2 ^ 3 ^ 2", "512")]
    [InlineData("7 - 2 - 1", "4")]
    [InlineData("0.1 + 0.2", "0.3")]
    [InlineData("1e3", "1000")]
    [InlineData("peers*2", "60")]
    [InlineData("peers - 1", "29")]
    [InlineData("file / server-up", "500 s")]
    [InlineData("10 * up", "10000000 b/s")]
    [InlineData("8 kb", "1000 B")]
    [InlineData("2 KiB + 1 B", "2049 B")]
    [InlineData("up * 2 s", "250000 B")]
    [InlineData("file / 1 h", "4166667 b/s")]
    [InlineData("1 / 20 s", "0.05")]
    [InlineData("sqrt(16 s * 4 s)", "8 s")]
    [InlineData("max(1 ms, 2 us, 0.5 ms)", "0.001 s")]
    [InlineData("min(3, 2)", "2")]
    [InlineData("ceil(2.1) + floor(2.9) + round(2.6)", "8")]
    [InlineData("ln(exp(2))", "2")]
    [InlineData("10 % * 50", "5")]
    [InlineData("if(choker = four-slots, 4, 10)", "4")]
    [InlineData("if(choker = 'fill-uplink', 4, 10)", "10")]
    [InlineData("if(peers > 10 and not peers >= 31 or no, 100 %, 0 %)", "100 %")]
    [InlineData("client-server(file, peers, server-up, 2 Mb/s)", "15000 s")]
    [InlineData("peer-to-peer(file, 100, server-up, 2 Mb/s, 100 * 300 kb/s)", "25000 s")]
    [InlineData("client-server(file, 1, unlimited-up, 2 Mb/s)", null)]
    public void Values(string text, string? value)
    {
        if (value is not null)
        {
            Assert.Equal(value, Evaluate(text).ToText());
        }
        else
        {
            Assert.Throws<ExpressionError>(() => Evaluate(text));
        }
    }

    [Theory]
    [InlineData("peers = 30", true)]
    [InlineData("peers != 30", false)]
    [InlineData("0.1 + 0.2 = 0.3", true)]
    [InlineData("up < 2 Mb/s", true)]
    [InlineData("up >= 1000 kb/s", true)]
    [InlineData("choker = four-slots", true)]
    [InlineData("choker != fill-uplink", true)]
    [InlineData("choker = 'anything'", false)]
    public void Conditions(string text, bool holds) => Assert.Equal(holds, ExpressionParser.Parse(text).Condition(Scope));

    [Theory]
    [InlineData("1 +", "the end stands where a value should; expected a number, a name, a function or (")]
    [InlineData("1 2", "'2' stands behind the expression")]
    [InlineData("(1", "the end stands where a parenthesis should be closed; expected ) or ,")]
    [InlineData("1 $ 2", "'$' stands in the expression")]
    [InlineData("'open", "a quote is open")]
    [InlineData("1.2.3", "'1.2.3' is no number")]
    [InlineData("12 parsec", "'parsec' is no unit; expected a unit such as s")]
    [InlineData("12 mb/s", "'mb/s' is no unit")]
    [InlineData("pers * 2", "there is no 'pers'; expected 'peers', perhaps")]
    [InlineData("peers-1", "there is no 'peers-1'; expected spaces around a minus sign")]
    [InlineData("maximum(1)", "there is no function 'maximum'")]
    [InlineData("mx(1, 2)", "expected 'max', perhaps")]
    [InlineData("sqrt(1, 2)", "sqrt has 2 arguments; expected sqrt(x)")]
    [InlineData("if(1)", "expected if(condition, then, otherwise)")]
    [InlineData("peers + up", "a plain number and a rate do not add; expected two amounts of one kind")]
    [InlineData("max(1 s, 2)", "a duration and a plain number cannot be compared")]
    [InlineData("sqrt(2 s)", "a duration has no square root")]
    [InlineData("2 ^ (1 s)", "has no power of a duration")]
    [InlineData("ln(2 s)", "'x' of ln is a duration; expected a plain number")]
    [InlineData("client-server(peers, peers, up, up)", "'file' of client-server is a plain number; expected an amount of data")]
    [InlineData("choker + 1", "the word 'four-slots' stands where a number should")]
    [InlineData("choker = four-slot", "'choker' is never 'four-slot'; expected 'four-slots', perhaps")]
    [InlineData("chokr = four-slots", "there is no 'chokr'; expected 'choker', perhaps")]
    [InlineData("choker < four-slots", "have no order")]
    [InlineData("up = 3", "a rate and a plain number cannot be compared")]
    [InlineData("if(peers, 1, 2)", "a plain number stands where a condition should")]
    [InlineData("at(peers, chokr, 4)", "there is no 'chokr'; expected 'choker', perhaps")]
    public void A_mistake_is_named_with_what_was_expected(string text, string message)
    {
        var error = Assert.Throws<ExpressionError>(() => ExpressionParser.Parse(text).Number(Scope));
        Assert.Contains(message, $"{error.What}; expected {error.Expected}", StringComparison.Ordinal);
    }

    [Fact]
    public void Deep_nesting_and_length_are_refused()
    {
        Assert.Contains("nests too deeply", Assert.Throws<ExpressionError>(() => Evaluate(new string('(', 1000))).What, StringComparison.Ordinal);
        Assert.Contains("nests too deeply", Assert.Throws<ExpressionError>(() => Evaluate(new string('-', 1000) + "1")).What, StringComparison.Ordinal);
        Assert.Contains("characters", Assert.Throws<ExpressionError>(() => Evaluate(new string(' ', 3000))).What, StringComparison.Ordinal);
    }

    [Fact]
    public void Garbage_has_one_outcome()
    {
        var piece = Gen.Elements(
            "peers", "up", "choker", "(", ")", ",", "+", "-", "*", "/", "^", "=", "<", "and", "or", "not", "if(", "max(", "at(", "1", "2.5", "10 Mb/s", "3 s", "%", "'a'", "'", " ", "\u0000", "é", "\ud800");
        var text = piece.ListOf(12).Select(string.Concat);
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(3000), Prop.ForAll(text.ToArbitrary(), it =>
        {
            try
            {
                return ExpressionParser.Parse(it).Evaluate(Scope).ToText().Length > 0;
            }
            catch (ExpressionError error)
            {
                return error.What.Length > 0 && error.Expected.Length > 0 && !error.What.Contains('\n', StringComparison.Ordinal);
            }
        }));
    }

    [Theory]
    [InlineData("${peers}", "30")]
    [InlineData("${up}", "1 Mb/s")]
    [InlineData("${file}", "1875000000 B")]
    [InlineData("${10 * up}", "10000000 b/s")]
    [InlineData("exponential mean ${2 * 10 s}", "exponential mean 20 s")]
    [InlineData("${100 * 0.2} % of ${choker}", "20 % of four-slots")]
    [InlineData("plain", "plain")]
    public void Templates_are_filled(string text, string filled) => Assert.Equal(filled, Template.Fill(text, Scope));

    [Theory]
    [InlineData("${peers", "opens ${ and does not close it")]
    [InlineData("${pers}", "there is no 'pers'")]
    [InlineData("${}", "the end stands where a value should")]
    public void A_mistake_in_a_template_is_named(string text, string message) =>
        Assert.Contains(message, Assert.Throws<ExpressionError>(() => Template.Fill(text, Scope)).What, StringComparison.Ordinal);

    private static Value Evaluate(string text) => ExpressionParser.Parse(text).Evaluate(Scope) switch
    {
        WordValue word => new NumberValue(new Name(word.Word).Number(Scope)),
        var value => value,
    };
}
