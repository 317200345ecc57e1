using NetMesh.Gateways.Dns;
using NetMesh.Protocols.Dns.Cookies;

namespace NetMesh.Gateways.Tests.Dns;

public sealed class ServerCookiesTests
{
    private static readonly DnsCookie Bare = new([1, 2, 3, 4, 5, 6, 7, 8], []);
    private readonly ManualTime time = new();

    [Fact]
    public void A_client_proves_its_address_with_what_it_was_given_there()
    {
        var cookies = new ServerCookies(time);
        Assert.False(cookies.Proves(null, TestPlanet.First));
        Assert.False(cookies.Proves(Bare, TestPlanet.First));
        var given = cookies.Renew(Bare, TestPlanet.First);
        Assert.True(cookies.Proves(given, TestPlanet.First));
        Assert.False(cookies.Proves(given, TestPlanet.Second));
        Assert.False(new ServerCookies(time).Proves(given, TestPlanet.First));
    }

    [Fact]
    public void A_fresh_cookie_is_given_back_and_one_half_an_hour_old_is_replaced()
    {
        var cookies = new ServerCookies(time);
        var given = cookies.Renew(Bare, TestPlanet.First);
        time.Move(TimeSpan.FromMinutes(30));
        Assert.Same(given, cookies.Renew(given, TestPlanet.First));
        time.Move(TimeSpan.FromSeconds(1));
        var renewed = cookies.Renew(given, TestPlanet.First);
        Assert.NotEqual(given.Server, renewed.Server);
        time.Move(TimeSpan.FromMinutes(30));
        Assert.False(cookies.Proves(given, TestPlanet.First));
        Assert.True(cookies.Proves(renewed, TestPlanet.First));
    }

    [Fact]
    public void When_the_secret_changes_what_was_given_before_still_counts_and_is_replaced()
    {
        var cookies = new ServerCookies(time);
        time.Move(TimeSpan.FromHours(24) - TimeSpan.FromMinutes(10));
        var given = cookies.Renew(Bare, TestPlanet.First);
        time.Move(TimeSpan.FromMinutes(20));
        Assert.True(cookies.Proves(given, TestPlanet.First));
        var renewed = cookies.Renew(given, TestPlanet.First);
        Assert.NotEqual(given.Server, renewed.Server);
        Assert.True(cookies.Proves(renewed, TestPlanet.First));
    }
}
