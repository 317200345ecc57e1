using NetMesh.Planet.Links;
using NetMesh.Planet.Paths;
using NetMesh.Protocols.Wire;

namespace NetMesh.Planet.Tests.Traffic;

public sealed class StreamTests
{
    [Theory]
    [InlineData(LinkDiscipline.Fair)]
    [InlineData(LinkDiscipline.Fifo)]
    public void A_stream_keeps_order_and_loses_nothing_through_jitter_and_full_links(LinkDiscipline link)
    {
        var planet = new TestPlanet(new NetworkOptions { Link = link, Jitter = TimeSpan.FromMilliseconds(40), Loss = 0.2 });
        var a = planet.AddHost(TestPlanet.East, 5_000_000, 5_000_000);
        var b = planet.AddHost(TestPlanet.West, 3_000_000, 3_000_000);
        ConnectionEnd[] ends = [planet.Dial(a, b), planet.Dial(b, a), planet.Dial(a, b)];
        for (var i = 0; i < 300; i++)
        {
            foreach (var end in ends)
            {
                planet.Network.Send(end, new Parcel(1 + (i * 37 % 3000), i));
                planet.Network.Send(end.Other, new Parcel(1 + (i * 53 % 3000), i));
            }
        }

        planet.Clock.RunUntilIdle();
        foreach (var end in ends)
        {
            Assert.Equal(Enumerable.Range(0, 300).Select(i => (long)i), planet.NumbersAt(end));
            Assert.Equal(Enumerable.Range(0, 300).Select(i => (long)i), planet.NumbersAt(end.Other));
            Assert.Equal(Enumerable.Range(0, planet.KindsAt(end).Count).Select(i => (long)i), planet.FramesAt(end).Select(heard => heard.Sequence));
        }
    }

    [Fact]
    public void A_message_that_finds_the_links_idle_costs_one_event()
    {
        var planet = new TestPlanet();
        var end = planet.Dial(planet.AddHost(TestPlanet.East, 8_000_000), planet.AddHost(TestPlanet.West));
        var before = planet.Clock.FiredCount;
        for (var i = 0; i < 10; i++)
        {
            planet.Network.Send(end, new Parcel(1000));
            planet.Clock.RunFor(TimeSpan.FromMilliseconds(2));
        }

        planet.Clock.RunUntilIdle();
        Assert.Equal(10, planet.Clock.FiredCount - before);
    }

    [Fact]
    public void A_tiny_message_behind_a_long_one_costs_one_event_and_holds_nothing_up()
    {
        var planet = new TestPlanet();
        var sender = planet.AddHost(TestPlanet.East, 1_000_000);
        ConnectionEnd first = planet.Dial(sender, planet.AddHost(TestPlanet.East)), second = planet.Dial(sender, planet.AddHost(TestPlanet.East));
        var before = planet.Clock.FiredCount;
        planet.Network.Send(first, new Parcel(16_384, 1));
        planet.Network.Send(second, new Parcel(17, 2));
        planet.Network.Send(first, new Parcel(16_384, 3));
        planet.Clock.RunUntilIdle();
        // The first finds the link idle, which then looks once when it is through and once at the end; each arrives.
        Assert.Equal(3 + 2, planet.Clock.FiredCount - before);
        Assert.Equal([1, 2, 3], planet.Frames.Select(heard => heard.Frame.Message).OfType<Parcel>().Select(parcel => parcel.Number));
    }

    [Fact]
    public void A_full_queue_says_so_and_says_when_there_is_room()
    {
        var planet = new TestPlanet();
        var a = planet.AddHost(TestPlanet.East, 8_000_000);
        var b = planet.AddHost(TestPlanet.West);
        var end = planet.Dial(a, b);
        var taken = 1;
        while (planet.Network.Send(end, new Parcel(1000)))
        {
            taken++;
        }

        // One was on the link at once.
        Assert.Equal(67, taken);
        Assert.Equal(66_000, planet.Network.QueuedBytes(end));
        while (planet.KindsAt(end).Count == 1)
        {
            Assert.True(planet.Clock.RunNext());
        }

        Assert.Equal(FrameKind.Writable, planet.KindsAt(end)[^1]);
        Assert.InRange(planet.Network.QueuedBytes(end), 31_000, 32 * 1024);
        planet.Clock.RunUntilIdle();
        Assert.Equal([FrameKind.Accepted, FrameKind.Writable], planet.KindsAt(end));
    }

    [Fact]
    public void A_sender_told_to_wait_is_told_to_go_on_even_if_it_sent_something_meanwhile()
    {
        var planet = new TestPlanet();
        var end = planet.Dial(planet.AddHost(TestPlanet.East, 8_000_000), planet.AddHost(TestPlanet.West));
        while (planet.Network.Send(end, new Parcel(16_384)))
        {
        }

        planet.Clock.RunFor(TimeSpan.FromMilliseconds(40));
        Assert.InRange(planet.Network.QueuedBytes(end), 33_000, 65_000);
        Assert.False(planet.Network.Send(end, new Parcel(9)));
        planet.Clock.RunUntilIdle();
        Assert.Equal([FrameKind.Accepted, FrameKind.Writable], planet.KindsAt(end));
    }

    [Fact]
    public void A_sender_that_outruns_the_receiver_s_downlink_is_held_back()
    {
        var planet = new TestPlanet();
        var a = planet.AddHost(TestPlanet.East, 1_000_000_000);
        var b = planet.AddHost(TestPlanet.West, 0, 10_000_000);
        var end = planet.Dial(a, b);
        var sent = 0;
        planet.KeepFull(end, 16_384, () => ++sent < 2000);
        planet.Clock.RunFor(TimeSpan.FromSeconds(1));
        // A second of the downlink, its window, what was on the path, and the sender's own queue.
        Assert.InRange(sent * 16_384L, 1_000_000, 20_000_000);
        var before = sent;
        planet.Clock.RunFor(TimeSpan.FromSeconds(5));
        Assert.InRange((sent - before) * 16_384L, 5_700_000, 6_300_000);
    }

    [Fact]
    public void A_paused_receiver_stops_the_sender_until_it_resumes()
    {
        var planet = new TestPlanet();
        var a = planet.AddHost(TestPlanet.East);
        var b = planet.AddHost(TestPlanet.West);
        var end = planet.Dial(a, b);
        planet.Network.Pause(end.Other);
        planet.Network.Pause(end.Other);
        var sent = 1;
        while (planet.Network.Send(end, new Parcel(16_384, sent - 1)))
        {
            sent++;
        }

        planet.Clock.RunUntilIdle();
        Assert.Empty(planet.NumbersAt(end.Other));
        planet.Network.Resume(end.Other);
        planet.Clock.RunUntilIdle();
        Assert.Equal(Enumerable.Range(0, sent).Select(i => (long)i), planet.NumbersAt(end.Other));
        Assert.Equal(FrameKind.Writable, planet.KindsAt(end)[^1]);
    }

    [Fact]
    public void Closing_comes_after_everything_sent()
    {
        var planet = new TestPlanet();
        var a = planet.AddHost(TestPlanet.East, 1_000_000);
        var b = planet.AddHost(TestPlanet.West, 500_000, 500_000);
        var end = planet.Dial(a, b);
        for (var i = 0; i < 10; i++)
        {
            planet.Network.Send(end, new Parcel(5000, i));
            planet.Network.Send(end.Other, new Parcel(5000, i));
        }

        planet.Network.Close(end);
        planet.Network.Send(end, new Parcel(1, 99));
        planet.Clock.RunUntilIdle();
        Assert.Equal(Enumerable.Range(0, 10).Select(i => (long)i), planet.NumbersAt(end.Other));
        Assert.Equal(FrameKind.Closed, planet.KindsAt(end.Other)[^1]);
        Assert.Equal([FrameKind.Accepted], planet.KindsAt(end));
        Assert.Equal(0, planet.Network.ConnectionCount);
    }

    [Fact]
    public void A_reset_drops_what_is_queued()
    {
        var planet = new TestPlanet();
        var a = planet.AddHost(TestPlanet.East, 1_000_000);
        var b = planet.AddHost(TestPlanet.West);
        var end = planet.Dial(a, b);
        for (var i = 0; i < 10; i++)
        {
            planet.Network.Send(end, new Parcel(5000, i));
        }

        planet.Network.Reset(end);
        planet.Clock.RunUntilIdle();
        Assert.Equal([FrameKind.Opened, FrameKind.Reset], planet.KindsAt(end.Other));
        Assert.Equal([FrameKind.Accepted], planet.KindsAt(end));
    }

    [Fact]
    public void Resetting_a_host_is_heard_by_the_others_alone()
    {
        var planet = new TestPlanet();
        var a = planet.AddHost(TestPlanet.East);
        var b = planet.AddHost(TestPlanet.West);
        var c = planet.AddHost(TestPlanet.East);
        ConnectionEnd ab = planet.Dial(a, b), bc = planet.Dial(b, c), ac = planet.Dial(a, c);
        planet.Frames.Clear();
        planet.Network.ResetHost(b.Address);
        planet.Clock.RunUntilIdle();
        Assert.Equal([FrameKind.Reset], planet.KindsAt(ab));
        Assert.Equal([FrameKind.Reset], planet.KindsAt(bc.Other));
        Assert.Equal(2, planet.Frames.Count);
        Assert.Equal(1, planet.Network.ConnectionCount);
        planet.Network.Send(ac, new Parcel(1, 5));
        planet.Clock.RunUntilIdle();
        Assert.Equal([5], planet.NumbersAt(ac.Other));
    }

    [Fact]
    public void An_end_of_a_connection_that_is_gone_does_nothing_even_when_its_place_is_taken()
    {
        var planet = new TestPlanet();
        var a = planet.AddHost(TestPlanet.East);
        var b = planet.AddHost(TestPlanet.West);
        var old = planet.Dial(a, b);
        planet.Network.Reset(old);
        planet.Clock.RunUntilIdle();
        var young = planet.Dial(a, b);
        Assert.NotEqual(old, young);
        Assert.True(planet.Network.Send(old, new Parcel(1)));
        Assert.True(planet.Network.Send(old.Other, new Parcel(1)));
        Assert.True(planet.Network.Send(default, new Parcel(1)));
        Assert.True(planet.Network.Send(new ConnectionEnd(long.MaxValue), new Parcel(1)));
        planet.Network.Close(old);
        planet.Network.Reset(old.Other);
        planet.Network.Pause(old);
        planet.Network.Resume(default);
        Assert.Equal(0, planet.Network.QueuedBytes(old));
        planet.Clock.RunUntilIdle();
        Assert.Equal([FrameKind.Opened], planet.KindsAt(young.Other));
        Assert.Equal(1, planet.Network.ConnectionCount);
    }

    [Fact]
    public void Without_shaping_everything_arrives_at_once()
    {
        var planet = new TestPlanet(new NetworkOptions { Unshaped = true, Loss = 1 });
        var a = planet.AddHost(TestPlanet.East, 1000, 1000, TimeSpan.FromSeconds(1));
        var b = planet.AddHost(TestPlanet.West, 1000, 1000);
        var end = planet.Network.Connect(a, b);
        planet.Network.Send(end, new Parcel(1_000_000, 1));
        planet.Network.Pause(end.Other);
        Assert.False(planet.Network.Send(end, new Parcel(1_000_000, 2)));
        Assert.Equal([1], planet.NumbersAt(end.Other));
        planet.Network.Resume(end.Other);
        planet.Network.SendDatagram(a, b, new Parcel(10, 3));
        planet.Network.Close(end.Other);
        Assert.Equal([1, 2], planet.NumbersAt(end.Other));
        Assert.Equal([FrameKind.Accepted, FrameKind.Writable, FrameKind.Closed], planet.KindsAt(end));
        Assert.Equal(3, planet.Datagrams.Single().Number);
        Assert.Equal(0, planet.Clock.PendingCount);
    }

    [Fact]
    public void Sending_and_delivering_allocate_nothing()
    {
        var planet = new TestPlanet { WritesDown = true };
        var a = planet.AddHost(TestPlanet.East, 80_000_000, 80_000_000);
        var b = planet.AddHost(TestPlanet.West, 80_000_000, 80_000_000);
        var end = planet.Dial(a, b);
        planet.WritesDown = false;
        var parcel = new Parcel(1000);
        Exchange(5_000);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Exchange(5_000);
        // The door's own record of each frame is 72 bytes.
        Assert.InRange((GC.GetAllocatedBytesForCurrentThread() - before) / 5_000, 0, 2 * 80);

        void Exchange(int count)
        {
            for (var i = 0; i < count; i++)
            {
                planet.Network.Send(end, parcel);
                planet.Network.Send(end.Other, parcel);
                planet.Clock.RunFor(TimeSpan.FromMilliseconds(1));
            }
        }
    }
}
