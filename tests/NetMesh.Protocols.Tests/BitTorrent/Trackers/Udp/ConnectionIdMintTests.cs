using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.BitTorrent.Trackers.Udp;

namespace NetMesh.Protocols.Tests.BitTorrent.Trackers.Udp;

public sealed class ConnectionIdMintTests
{
    private static readonly DateTimeOffset Noon = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly IPv4Address Client = new(127, 17, 0, 5);
    private readonly ConnectionIdMint mint = new(new byte[16]);

    [Theory]
    [InlineData(0)]
    [InlineData(59)]
    [InlineData(119)]
    public void An_id_lives_for_at_least_two_minutes_whenever_it_was_made(int secondsIntoTheWindow)
    {
        var made = Noon.AddSeconds(secondsIntoTheWindow);
        var id = mint.IdFor(Client, made);
        Assert.True(mint.Accepts(id, Client, made));
        Assert.True(mint.Accepts(id, Client, made.AddMinutes(2)));
        Assert.False(mint.Accepts(id, Client, made.AddMinutes(4)));
    }

    [Fact]
    public void An_id_is_of_no_use_to_another_address_or_another_tracker()
    {
        var id = mint.IdFor(Client, Noon);
        Assert.False(mint.Accepts(id, new IPv4Address(127, 17, 0, 6), Noon));
        Assert.False(new ConnectionIdMint([.. Enumerable.Repeat((byte)1, 16)]).Accepts(id, Client, Noon));
        Assert.False(mint.Accepts(0, Client, Noon));
    }
}
