using NetMesh.Protocols.Dns.Names;

namespace NetMesh.Protocols.Tests.Dns.Names;

public sealed class DomainNameTests
{
    [Theory]
    [InlineData("www.example.com.", 3)]
    [InlineData(".", 0)]
    [InlineData("a\\.b.example.", 2)]
    [InlineData("a\\032b.example.", 2)]
    [InlineData("\\000\\255.example.", 2)]
    [InlineData("\\@.\\;.\\\"x\\\".", 3)]
    public void A_name_is_written_as_it_was_read(string text, int labels)
    {
        var name = DomainName.Parse(text);
        Assert.Equal(text, name.ToString());
        Assert.Equal(labels, name.LabelCount);
        Assert.Equal(name, DomainName.FromWire(name.Wire));
    }

    [Fact]
    public void A_name_without_a_dot_at_its_end_is_below_the_origin()
    {
        var origin = DomainName.Parse("example.com.");
        Assert.True(DomainNameText.TryRead("www", origin, out var relative, out _));
        Assert.Equal("www.example.com.", relative.ToString());
        Assert.True(DomainNameText.TryRead("@", origin, out var itself, out _));
        Assert.Equal(origin, itself);
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData(".a.")]
    [InlineData("a..b.")]
    [InlineData("a\\")]
    [InlineData("a\\25")]
    [InlineData("a\\256.")]
    [InlineData("a\u0107.")]
    public void What_is_no_name_is_refused_with_a_reason(string text)
    {
        Assert.False(DomainNameText.TryRead(text, DomainName.Root, out _, out var error));
        Assert.NotEmpty(error);
    }

    [Fact]
    public void A_label_has_63_bytes_and_a_name_255_at_most()
    {
        var label = new string('a', 63);
        Assert.Equal(255, DomainName.Parse($"{label}.{label}.{label}.{label[..61]}.").Wire.Length);
        Assert.Throws<FormatException>(() => DomainName.Parse($"{label}.{label}.{label}.{label[..62]}."));
        Assert.Throws<FormatException>(() => DomainName.Parse($"{label}a."));
        Assert.False(DomainNameText.TryRead(label, DomainName.Parse($"{label}.{label}.{label}."), out _, out _));
        Assert.Null(DomainName.Parse($"{label}.{label}.{label}.").Child("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"u8));
    }

    [Fact]
    public void Names_that_differ_in_case_alone_are_equal()
    {
        var (upper, lower) = (DomainName.Parse("WWW.Example.COM."), DomainName.Parse("www.example.com."));
        Assert.Equal(upper, lower);
        Assert.Equal(upper.GetHashCode(), lower.GetHashCode());
        Assert.Equal(0, upper.CompareTo(lower));
        Assert.Equal("WWW.Example.COM.", upper.ToString());
        Assert.Equal("www.example.com.", upper.ToCanonical().ToString());

        // [ and { differ in the same bit as letters of two cases, and are no letters.
        Assert.NotEqual(DomainName.Parse("[.example."), DomainName.Parse("{.example."));
    }

    [Fact]
    public void Names_are_ordered_as_RFC_4034_says()
    {
        string[] ordered =
        [
            "example.", "a.example.", "yljkjljk.a.example.", "Z.a.example.", "zABC.a.EXAMPLE.", "z.example.", "\\001.z.example.", "*.z.example.", "\\200.z.example.",
        ];
        Assert.Equal(ordered, ordered.Reverse().Select(text => DomainName.Parse(text)).Order().Select(name => name.ToString()));
    }

    [Fact]
    public void A_name_stands_below_those_that_end_it()
    {
        var name = DomainName.Parse("www.Example.com.");
        Assert.True(name.IsAtOrBelow(DomainName.Parse("example.COM.")));
        Assert.True(name.IsBelow(DomainName.Root));
        Assert.True(name.IsAtOrBelow(name));
        Assert.False(name.IsBelow(name));
        Assert.False(name.IsAtOrBelow(DomainName.Parse("ample.com.")));
        Assert.Equal("Example.com.", name.Parent.ToString());
        Assert.Equal("com.", name.Ancestor(1).ToString());
        Assert.Equal(DomainName.Root, DomainName.Root.Parent);
        Assert.Equal("www.example.org.", name.Substitute(DomainName.Parse("example.com."), DomainName.Parse("example.org."))!.ToString());
    }
}
