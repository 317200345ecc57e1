using FsCheck;
using FsCheck.Fluent;
using NetMesh.Clock;
using NetMesh.Planet.Links;
using NetMesh.Protocols.Wire;

namespace NetMesh.Planet.Tests.Links;

public sealed class FairLinkTests
{
    [Fact]
    public void Concurrent_flows_share_an_uplink_within_one_percent_whatever_the_size_of_their_messages() =>
        Prop.ForAll(ArbMap.Default.ArbFor<int>(), seed =>
        {
            var random = new RandomStream((ulong)seed);
            var planet = new TestPlanet();
            var sender = planet.AddHost(TestPlanet.East, upBits: 50_000_000);
            var ends = Enumerable.Range(0, 2 + random.Next(9)).Select(_ => planet.Dial(sender, planet.AddHost(TestPlanet.West))).ToList();
            var carried = Carried(planet, ends, () => 40 + random.Next(16_384), seconds: 30);
            AssertEqualShares(carried);
            Assert.InRange(carried.Sum() * 8 / 30.0 / 50e6, 0.995, 1.0001);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5));

    [Fact]
    public void Senders_share_a_downlink_within_one_percent_however_fast_they_are()
    {
        var planet = new TestPlanet();
        var receiver = planet.AddHost(TestPlanet.East, downBits: 40_000_000);
        var ends = Enumerable.Range(0, 8).Select(i => planet.Dial(planet.AddHost(TestPlanet.West, upBits: 10_000_000 * (1 + i)), receiver)).ToList();
        var random = new RandomStream(3);
        var carried = Carried(planet, ends, () => 40 + random.Next(16_384), seconds: 40);
        AssertEqualShares(carried);
        Assert.InRange(carried.Sum() * 8 / 40.0 / 40e6, 0.995, 1.0001);
    }

    [Fact]
    public void A_flow_that_wants_less_than_its_share_gets_all_it_wants()
    {
        var planet = new TestPlanet();
        var sender = planet.AddHost(TestPlanet.East, upBits: 10_000_000);
        var greedy = Enumerable.Range(0, 4).Select(_ => planet.Dial(sender, planet.AddHost(TestPlanet.West))).ToList();
        var modest = planet.Dial(sender, planet.AddHost(TestPlanet.West));
        greedy.ForEach(end => planet.KeepFull(end, 16_384));
        var pace = new Pace(planet, modest, 1000, 20_000_000);
        planet.Clock.RunFor(TimeSpan.FromSeconds(20));
        Assert.InRange(planet.NumbersAt(modest.Other).Count, pace.Sent - 8, pace.Sent);
    }

    [Fact]
    public void A_small_message_waits_for_one_long_message_of_others_and_not_for_all()
    {
        // A block of 16 KiB takes 135 ms; the flows that have one take turns. The path takes less than 100 ms.
        var planet = new TestPlanet();
        var sender = planet.AddHost(TestPlanet.East, upBits: 1_000_000);
        var busy = Enumerable.Range(0, 5).Select(_ => planet.Dial(sender, planet.AddHost(TestPlanet.West))).ToList();
        var quiet = planet.Dial(sender, planet.AddHost(TestPlanet.West));
        busy.ForEach(end => planet.KeepFull(end, 16_384));
        planet.Clock.RunFor(TimeSpan.FromSeconds(3));
        for (var request = 1; request <= 10; request++)
        {
            planet.Network.Send(quiet, new Parcel(17));
            planet.Clock.RunFor(TimeSpan.FromMilliseconds(135 + 100));
            Assert.Equal(request, planet.NumbersAt(quiet.Other).Count);
            planet.Clock.RunFor(TimeSpan.FromSeconds(1));
        }
    }

    [Fact]
    public void Flows_of_small_messages_get_no_more_than_their_share()
    {
        var planet = new TestPlanet();
        var sender = planet.AddHost(TestPlanet.East, upBits: 6_000_000);
        var ends = Enumerable.Range(0, 6).Select(_ => planet.Dial(sender, planet.AddHost(TestPlanet.West))).ToList();
        ends.Skip(3).ToList().ForEach(end => planet.KeepFull(end, 16_384));
        foreach (var end in ends.Take(3))
        {
            // 1.3 Mb/s, where a sixth is 1 Mb/s.
            _ = new Pace(planet, end, 960, 6_000_000);
        }

        planet.Clock.RunFor(TimeSpan.FromSeconds(40));
        foreach (var end in ends.Take(3))
        {
            Assert.InRange(planet.NumbersAt(end.Other).Count * WireSize.OfStream(960) * 8 / 40.0, 0.97e6, 1.03e6);
        }
    }

    [Fact]
    public void The_datagrams_of_a_host_share_one_turn()
    {
        var planet = new TestPlanet(new NetworkOptions { DatagramBuffer = 40_000_000 });
        var sender = planet.AddHost(TestPlanet.East, upBits: 10_000_000);
        var receiver = planet.AddHost(TestPlanet.West);
        var end = planet.Dial(sender, receiver);
        planet.KeepFull(end, 1460);
        for (var i = 0; i < 20_000; i++)
        {
            planet.Network.SendDatagram(sender, receiver, new Parcel(1472));
        }

        planet.Clock.RunFor(TimeSpan.FromSeconds(10));
        double datagrams = planet.Datagrams.Count, segments = planet.NumbersAt(end.Other).Count;
        Assert.InRange(datagrams / segments, 0.98, 1.02);
    }

    // Wire bytes of each flow heard within the time, all queues kept full.
    private static List<double> Carried(TestPlanet planet, List<ConnectionEnd> ends, Func<int> length, int seconds)
    {
        planet.WritesDown = false;
        var places = ends.Select((end, place) => (end, place)).ToDictionary(pair => pair.end, pair => pair.place);
        var carried = new double[ends.Count];
        var counts = false;
        planet.OnFrame = heard =>
        {
            if (heard.Frame.Kind == FrameKind.Writable)
            {
                Fill(heard.End);
            }
            else if (counts && heard.Frame.Kind == FrameKind.Data)
            {
                carried[places[heard.End.Other]] += WireSize.OfStream(heard.Frame.Message!.WireLength);
            }
        };
        ends.ForEach(Fill);
        planet.Clock.RunFor(TimeSpan.FromSeconds(5));
        counts = true;
        planet.Clock.RunFor(TimeSpan.FromSeconds(seconds));
        return [.. carried];

        void Fill(ConnectionEnd end)
        {
            while (planet.Network.Send(end, new Parcel(length())))
            {
            }
        }
    }

    private static void AssertEqualShares(List<double> carried)
    {
        var fair = carried.Average();
        Assert.All(carried, bytes => Assert.InRange(bytes / fair, 0.99, 1.01));
    }

    private sealed class Pace : ITimedEvent
    {
        private readonly TestPlanet planet;
        private readonly ConnectionEnd end;
        private readonly int length;
        private readonly long everyNs;

        public Pace(TestPlanet planet, ConnectionEnd end, int length, long everyNs)
        {
            (this.planet, this.end, this.length, this.everyNs) = (planet, end, length, everyNs);
            planet.Clock.Schedule(0, this);
        }

        public int Sent { get; private set; }

        public void Fire(long nowNs, long argument)
        {
            planet.Network.Send(end, new Parcel(length));
            Sent++;
            planet.Clock.Schedule(nowNs + everyNs, this);
        }
    }
}
