using NetMesh.Clock;
using NetMesh.Planet.Links;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Wire;

namespace NetMesh.Planet.Tests.Links;

public sealed class FifoLinkTests
{
    private const int Length = 1000;
    private const long UpBits = 8_000_000;

    // Pollaczek and Khinchine's mean wait for Poisson arrivals and a constant service time: ρ·S/(2(1−ρ)).
    [Theory]
    [InlineData(0.3, 400_000)]
    [InlineData(0.6, 400_000)]
    [InlineData(0.8, 800_000)]
    [InlineData(0.9, 1_600_000)]
    public void Poisson_arrivals_wait_as_long_on_a_fifo_uplink_as_queueing_theory_says(double load, int messages)
    {
        var planet = new TestPlanet(new NetworkOptions { Link = LinkDiscipline.Fifo, SendHighWater = int.MaxValue });
        var from = planet.AddHost(TestPlanet.East, UpBits);
        var ends = Enumerable.Range(0, 5).Select(_ => planet.Dial(from, planet.AddHost(TestPlanet.West))).ToArray();
        planet.WritesDown = false;
        var serviceNs = WireSize.OfStream(Length) * 8e9 / UpBits;
        var propagationNs = planet.Network.OneWayDelay(from.Address, TestPlanet.West.Prefix.At(5), 0).ToNanoseconds();
        var arrivals = new PoissonArrivals(planet, ends, serviceNs / load, messages);
        planet.OnFrame = heard => arrivals.Heard(heard.AtNs, ((Parcel)heard.Frame.Message!).Number + propagationNs);
        planet.Clock.RunUntilIdle();
        var waitNs = arrivals.MeanDelayNs - serviceNs;
        var expectedNs = load * serviceNs / (2 * (1 - load));
        Assert.InRange(waitNs / expectedNs, 0.98, 1.02);
    }

    [Fact]
    public void A_fifo_link_serves_in_the_order_of_sending_across_flows()
    {
        var planet = new TestPlanet(new NetworkOptions { Link = LinkDiscipline.Fifo });
        var from = planet.AddHost(TestPlanet.East, UpBits);
        var to = planet.AddHost(TestPlanet.East, 0, UpBits);
        ConnectionEnd[] ends = [planet.Dial(from, to), planet.Dial(from, to), planet.Dial(from, to)];
        for (var i = 0; i < 90; i++)
        {
            planet.Network.Send(ends[i * i % 3], new Parcel(i % 7 == 0 ? 3000 : 10, i));
        }

        planet.Clock.RunUntilIdle();
        var order = planet.Frames.Where(heard => heard.Frame.Kind == FrameKind.Data).Select(heard => ((Parcel)heard.Frame.Message!).Number);
        Assert.Equal(Enumerable.Range(0, 90).Select(i => (long)i), order);
    }

    [Fact]
    public void A_paused_flow_on_a_fifo_link_lets_the_others_pass_and_keeps_its_own_order()
    {
        var planet = new TestPlanet(new NetworkOptions { Link = LinkDiscipline.Fifo });
        var from = planet.AddHost(TestPlanet.East, UpBits);
        var to = planet.AddHost(TestPlanet.East);
        ConnectionEnd paused = planet.Dial(from, to), other = planet.Dial(from, to);
        planet.Network.Pause(paused.Other);
        for (var i = 0; i < 20; i++)
        {
            planet.Network.Send(paused, new Parcel(1000, i));
            planet.Network.Send(other, new Parcel(1000, i));
        }

        planet.Clock.RunUntilIdle();
        Assert.Empty(planet.NumbersAt(paused.Other));
        Assert.Equal(20, planet.NumbersAt(other.Other).Count);
        planet.Network.Send(paused, new Parcel(1000, 20));
        planet.Network.Resume(paused.Other);
        planet.Network.Send(paused, new Parcel(1000, 21));
        planet.Clock.RunUntilIdle();
        Assert.Equal(Enumerable.Range(0, 22).Select(i => (long)i), planet.NumbersAt(paused.Other));
    }

    private sealed class PoissonArrivals : ITimedEvent
    {
        private readonly TestPlanet planet;
        private readonly ConnectionEnd[] ends;
        private readonly double meanGapNs;
        private readonly RandomStream random = new RandomStreams(20).Get("arrivals");
        private double atNs;
        private double delays;
        private int left;
        private int heard;

        public PoissonArrivals(TestPlanet planet, ConnectionEnd[] ends, double meanGapNs, int messages)
        {
            (this.planet, this.ends, this.meanGapNs, left) = (planet, ends, meanGapNs, messages);
            atNs = planet.Clock.NowNs;
            Plan();
        }

        public double MeanDelayNs => delays / heard;

        public void Fire(long nowNs, long argument)
        {
            planet.Network.Send(ends[random.Next(ends.Length)], new Parcel(Length, nowNs));
            if (--left > 0)
            {
                Plan();
            }
        }

        public void Heard(long atNs, long sentNs)
        {
            delays += atNs - sentNs;
            heard++;
        }

        private void Plan()
        {
            atNs += random.NextExponential(meanGapNs);
            planet.Clock.Schedule((long)atNs, this);
        }
    }
}
