using System.Text;
using NetMesh.Protocols.Bencode;
using NetMesh.Protocols.Tests.Captures;
using NetMesh.Protocols.Tests.Fuzzing;

namespace NetMesh.Protocols.Tests.Bencode;

public sealed class BencodeReaderTests
{
    private static readonly ReaderFuzz<string> Fuzz = new(() => input => Raw(input, BencodeRules.Canonical), raw => raw);

    private static readonly ReaderFuzz<string> LenientFuzz = new(() => input => Raw(input, BencodeRules.Lenient), raw => raw);

    [Theory]
    [InlineData("i0e")]
    [InlineData("i-1e")]
    [InlineData("i9223372036854775807e")]
    [InlineData("i-9223372036854775808e")]
    [InlineData("0:")]
    [InlineData("4:spam")]
    [InlineData("le")]
    [InlineData("de")]
    [InlineData("l4:spami3eli1eed1:ai1eee")]
    [InlineData("d1:ai1e2:aai2e1:bd0:leee")]
    public void Canonical_values_are_read_whole_and_byte_by_byte(string text)
    {
        Assert.Equal([text, "needs more than 0"], Fuzz.SameEitherWay(Encoding.Latin1.GetBytes(text)));
        Fuzz.PrefixesNeedMore(Encoding.Latin1.GetBytes(text));
    }

    [Theory]
    [InlineData("i-0e", 2)]
    [InlineData("i03e", 1)]
    [InlineData("i00e", 1)]
    [InlineData("i-e", 2)]
    [InlineData("ie", 1)]
    [InlineData("i 1e", 1)]
    [InlineData("i+1e", 1)]
    [InlineData("i9223372036854775808e", 1)]
    [InlineData("i99999999999999999999", 1)]
    [InlineData("04:spam", 0)]
    [InlineData("4spam", 1)]
    [InlineData("99999999999:", 0)]
    [InlineData("e", 0)]
    [InlineData("x", 0)]
    [InlineData("di1ei2ee", 1)]
    [InlineData("d1:ae", 4)]
    [InlineData("d1:bi1e1:ai2ee", 7)]
    [InlineData("d1:ai1e1:ai2ee", 7)]
    [InlineData("d2:aai1e1:ai2ee", 8)]
    public void What_is_not_canonical_is_refused_where_it_stands(string text, int offset)
    {
        var result = BencodeReader.Read(Encoding.Latin1.GetBytes(text));
        Assert.Equal(ReadStatus.Invalid, result.Status);
        Assert.Equal(offset, result.Error!.Offset);
        Assert.StartsWith("invalid", Assert.Single(Fuzz.SameEitherWay(Encoding.Latin1.GetBytes(text))), StringComparison.Ordinal);
    }

    [Fact]
    public void Lenient_rules_take_keys_in_any_order_and_the_first_of_equal_ones()
    {
        var value = BencodeReader.Read("d1:bi1e1:ai2e1:bi3ee"u8, BencodeRules.Lenient).Value;
        Assert.True(value["a"u8].TryGetInteger(out var a) && value["b"u8].TryGetInteger(out var b) && a == 2 && b == 1);
    }

    [Fact]
    public void Nesting_beyond_the_limit_is_refused_at_the_level_that_is_too_deep()
    {
        Assert.True(BencodeReader.Read(Encoding.Latin1.GetBytes(new string('l', 32) + new string('e', 32))).IsComplete);
        Assert.Equal(32, BencodeReader.Read(Encoding.Latin1.GetBytes(new string('l', 100_000))).Error!.Offset);
        Assert.Equal(64, BencodeReader.Read(Encoding.Latin1.GetBytes(new string('l', 100)), new BencodeRules(MaxDepth: 1000)).Error!.Offset);
    }

    [Fact]
    public void Too_many_values_are_refused() =>
        Assert.Equal(ReadStatus.Invalid, BencodeReader.Read("li1ei2ei3ee"u8, new BencodeRules(MaxTokens: 3)).Status);

    [Fact]
    public void A_string_longer_than_allowed_is_refused_before_it_arrives() =>
        Assert.Equal(ReadStatus.Invalid, BencodeReader.Read("1000001"u8, new BencodeRules(MaxStringLength: 1_000_000)).Status);

    [Fact]
    public void Bytes_behind_a_value_are_left_or_refused_as_asked()
    {
        Assert.Equal(3, BencodeReader.Read("i1exyz"u8).Consumed);
        Assert.Equal(3, BencodeReader.ReadWhole("i1exyz"u8).Error!.Offset);
    }

    [Fact]
    public void Asking_a_value_for_another_kind_gives_nothing()
    {
        var value = BencodeReader.Read("4:spam"u8).Value;
        Assert.False(value.TryGetInteger(out _));
        Assert.True(value["key"u8].IsAbsent);
        Assert.False(value.Items.MoveNext());
        Assert.False(value.Entries.MoveNext());
        Assert.False(default(BencodeValue).TryGetBytes(out _));
    }

    [Fact]
    public void Text_that_is_not_utf_8_is_no_text()
    {
        var value = BencodeReader.Read([(byte)'2', (byte)':', 0xc3, 0x28]).Value;
        Assert.True(value.TryGetBytes(out _));
        Assert.False(value.TryGetText(out _));
    }

    [Fact]
    public void Damaged_torrents_throw_nothing_and_hang_nothing()
    {
        byte[][] good = [.. Capture.NamesOf("torrent").Select(Capture.Bytes), "d1:ali1e3:abcd0:leei-5eee"u8.ToArray()];
        Fuzz.Mutated(good, 6000, seed: 11, isStream: true);
        LenientFuzz.Mutated(good, 3000, seed: 12, isStream: true);
    }

    // Walks the whole value too: what the scan accepts, the views must be able to walk.
    private static ReadResult<string> Raw(ReadOnlySpan<byte> input, BencodeRules rules)
    {
        var result = BencodeReader.Read(input, rules);
        if (!result.IsComplete)
        {
            return result.Without<string>();
        }

        Assert.Equal(result.Consumed, Walk(result.Value));
        return ReadResult<string>.Complete(Encoding.Latin1.GetString(result.Value.Raw), result.Consumed);
    }

    private static int Walk(BencodeValue value)
    {
        var length = 2;
        foreach (var item in value.Items)
        {
            length += Walk(item);
        }

        foreach (var entry in value.Entries)
        {
            length += entry.Key.Length + 1 + entry.Key.Length.ToString().Length + Walk(entry.Value);
        }

        return value.Kind is BencodeKind.List or BencodeKind.Dictionary ? length : value.Raw.Length;
    }
}
