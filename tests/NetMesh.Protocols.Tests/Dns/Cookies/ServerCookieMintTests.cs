using System.Collections.Immutable;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Dns.Cookies;

namespace NetMesh.Protocols.Tests.Dns.Cookies;

public sealed class ServerCookieMintTests
{
    private static readonly DateTimeOffset Noon = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly ImmutableArray<byte> Client = [1, 2, 3, 4, 5, 6, 7, 8];
    private static readonly IPv4Address Address = new(127, 17, 0, 5);
    private readonly ServerCookieMint mint = new(new byte[16]);

    /// <summary>RFC 9018, appendix A.1.</summary>
    [Fact]
    public void It_makes_the_cookies_that_other_servers_with_the_same_key_make()
    {
        var of = new ServerCookieMint(Convert.FromHexString("e5e973e5a6b2a43f48e7dc849e37bfcf"));
        var cookie = of.For([.. Convert.FromHexString("2464c4abcf10c957")], IPv4Address.Parse("198.51.100.100"), DateTimeOffset.FromUnixTimeSeconds(1559731985));
        Assert.Equal("010000005CF79F111F8130C3EEE29480", Convert.ToHexString(cookie.AsSpan()));
    }

    [Theory]
    [InlineData(-301, false, true)]
    [InlineData(-300, true, true)]
    [InlineData(0, true, true)]
    [InlineData(1800, true, true)]
    [InlineData(1801, true, false)]
    [InlineData(3600, true, false)]
    [InlineData(3601, false, false)]
    public void A_cookie_is_good_for_an_hour_and_replaced_after_half_of_it(int seconds, bool isGood, bool isFresh)
    {
        var accepts = mint.Accepts(new DnsCookie(Client, mint.For(Client, Address, Noon)), Address, Noon.AddSeconds(seconds), out var fresh);
        Assert.Equal((isGood, isFresh), (accepts, fresh));
    }

    [Fact]
    public void A_cookie_is_of_no_use_to_another_address_with_another_client_cookie_or_at_another_server()
    {
        var cookie = new DnsCookie(Client, mint.For(Client, Address, Noon));
        Assert.False(mint.Accepts(cookie, new IPv4Address(127, 17, 0, 6), Noon, out _));
        Assert.False(mint.Accepts(cookie with { Client = [8, 7, 6, 5, 4, 3, 2, 1] }, Address, Noon, out _));
        Assert.False(new ServerCookieMint([.. Enumerable.Repeat((byte)1, 16)]).Accepts(cookie, Address, Noon, out _));
        for (var bit = 0; bit < 8 * cookie.Server.Length; bit++)
        {
            var forged = cookie.Server.ToArray();
            forged[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(mint.Accepts(cookie with { Server = [.. forged] }, Address, Noon, out _), $"bit {bit}");
        }

        Assert.False(mint.Accepts(cookie with { Server = [] }, Address, Noon, out _));
        Assert.False(mint.Accepts(cookie with { Server = [.. cookie.Server, 0] }, Address, Noon, out _));
    }
}
