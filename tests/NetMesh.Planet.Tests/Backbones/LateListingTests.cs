using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Wire;

namespace NetMesh.Planet.Tests.Backbones;

/// <summary>Programs that have begun to listen in one process, of which the others have not heard yet.</summary>
public sealed class LateListingTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan Patience = new NetworkOptions().ListingDelay;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_call_waits_for_the_listing(bool unshaped)
    {
        var (planet, from, to) = Begin(unshaped);
        var end = planet[0].Network.Connect(from, to);
        planet[0].Network.Send(end, new Parcel(10, 7));
        planet.Clock.RunFor(Soon);
        Assert.Empty(planet[0].Frames);
        planet.Replicate(1);
        planet.Clock.RunUntilIdle();
        Assert.Equal([FrameKind.Accepted], planet[0].KindsAt(end));
        Assert.Equal([7], planet[1].NumbersAt(planet[1].Frames[0].End));
        Assert.InRange(planet[1].Frames[0].AtNs, 0, 500_000_000);
    }

    [Fact]
    public void A_call_is_refused_when_nobody_was_listed_for_long()
    {
        var (planet, from, to) = Begin(unshaped: true);
        var end = planet[0].Network.Connect(from, to);
        planet.Clock.RunFor(Patience - TimeSpan.FromMilliseconds(1));
        Assert.Empty(planet[0].Frames);
        planet.Clock.RunUntilIdle();
        Assert.Equal([FrameKind.Reset], planet[0].KindsAt(end));
        Assert.Equal(Patience, TimeSpan.FromMicroseconds(planet.Clock.NowNs / 1000));
        Assert.Equal((0, 0), (planet[0].Network.ConnectionCount, planet.Clock.PendingCount));
    }

    [Fact]
    public void A_call_that_is_given_up_meanwhile_leaves_nothing()
    {
        var (planet, from, to) = Begin(unshaped: true);
        var end = planet[0].Network.Connect(from, to);
        planet.Clock.RunFor(Soon);
        planet[0].Network.Close(end);
        planet.Replicate(1);
        planet.Clock.RunUntilIdle();
        Assert.Empty(planet[0].Frames);
        Assert.Empty(planet[1].Frames);
        Assert.Equal((0, 0), (planet[0].Network.ConnectionCount, planet.Clock.PendingCount));
    }

    [Fact]
    public void An_address_that_no_host_has_refuses_at_once()
    {
        var (planet, from, _) = Begin(unshaped: true);
        planet[0].Network.Connect(from, new Endpoint(TestPlanet.West.Prefix.At(9999), 80));
        planet.Clock.RunUntilIdle();
        Assert.Equal([FrameKind.Reset], planet[0].Frames.Select(heard => heard.Frame.Kind));
        Assert.Equal(TimeSpan.Zero, TimeSpan.FromMicroseconds(planet.Clock.NowNs / 1000));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_datagram_waits_for_the_listing_and_not_for_ever(bool unshaped)
    {
        var (planet, from, to) = Begin(unshaped);
        planet[0].Network.SendDatagram(from, to, new Parcel(10, 1));
        planet.Clock.RunFor(Patience + Soon);
        planet[0].Network.SendDatagram(from, to, new Parcel(10, 2));
        planet.Clock.RunFor(Soon);
        planet.Replicate(1);
        planet.Clock.RunUntilIdle();
        Assert.Equal([2], planet[1].Datagrams.Select(heard => heard.Number));
        Assert.Empty(planet[0].Datagrams);
    }

    // A host of process 0, and one of process 1 whose program listens and that process 0 has not heard of.
    private static (TestProcesses Planet, Endpoint From, Endpoint To) Begin(bool unshaped)
    {
        var planet = new TestProcesses(options: new NetworkOptions { Unshaped = unshaped });
        var from = planet.AddHost(0, TestPlanet.East);
        var to = planet.AddSilentHost(1, TestPlanet.West);
        planet[1].Map.Listen(to, TestPlanet.Program);
        return (planet, from, to);
    }
}
