using NetMesh.Clock;
using NetMesh.Planet.Backbones;
using NetMesh.Planet.Hosts;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Wire;

namespace NetMesh.Planet.Tests.Backbones;

/// <summary>
/// A backbone in memory between the networks of processes on one clock: everything takes between <see cref="LeastDelay"/> and <see cref="MostDelay"/>, drawn
/// anew each time, so that one overtakes the other. Programs are found wherever <see cref="Whereabouts"/> says, as grains are.
/// </summary>
internal sealed class Exchange(VirtualClock clock, long seed = 1)
{
    private readonly RandomStream random = new((ulong)seed);
    private readonly Dictionary<SiteId, IBackboneEnd> ends = [];

    public TimeSpan LeastDelay { get; set; } = TimeSpan.Zero;

    public TimeSpan MostDelay { get; set; } = TimeSpan.FromMilliseconds(2);

    /// <summary>Share of the frames that come twice.</summary>
    public double Repeated { get; set; }

    /// <summary>The frames that are lost.</summary>
    public Func<TrunkFrame, bool>? Loses { get; set; }

    /// <summary>Frames lost so far.</summary>
    public int Lost { get; private set; }

    /// <summary>In which process the program of an address runs, or would once it is called.</summary>
    public Dictionary<IPv4Address, SiteId> Whereabouts { get; } = [];

    /// <summary>Frames sent, and those of them that came before one sent earlier.</summary>
    public (long Sent, long Overtook) Frames { get; private set; }

    /// <summary>The frames under way or held up.</summary>
    public List<(TrunkEnd To, TrunkFrame Frame)> UnderWay { get; } = [];

    /// <summary>What the networks say to each other, as it is sent.</summary>
    public Action<TrunkEnd, long, TrunkFrame>? OnSend { get; set; }

    public IBackbone Join(SiteId site) => new Way(this, site);

    public void Attach(SiteId site, IBackboneEnd end) => ends[site] = end;

    /// <summary>A process is gone: what is under way from it still arrives, what goes there does not.</summary>
    public void Leave(SiteId site) => ends.Remove(site);

    private void Deliver(SiteId site, Action<IBackboneEnd> what)
    {
        var delayNs = LeastDelay.ToNanoseconds() + random.NextInt64((MostDelay - LeastDelay).ToNanoseconds() + 1);
        clock.Schedule(clock.NowNs + delayNs, new Due(() =>
        {
            if (ends.TryGetValue(site, out var end))
            {
                what(end);
            }
        }));
    }

    private sealed class Due(Action what) : ITimedEvent
    {
        public void Fire(long nowNs, long argument) => what();
    }

    private sealed class Way(Exchange exchange, SiteId here) : IBackbone
    {
        private long newest;

        public SiteId Here => here;

        public void Call(Service program, TrunkEnd caller, Dialled dialled)
        {
            if (exchange.Whereabouts.TryGetValue(dialled.To.Address, out var site))
            {
                exchange.Deliver(site, end => end.Called(program, caller, dialled));
            }
        }

        public void Send(TrunkEnd to, long sequence, TrunkFrame frame)
        {
            Assert.NotEqual(here, to.Site);
            exchange.OnSend?.Invoke(to, sequence, frame);
            if (exchange.Loses?.Invoke(frame) == true)
            {
                exchange.Lost++;
                return;
            }

            var number = exchange.Frames.Sent;
            exchange.Frames = (number + 1, exchange.Frames.Overtook);
            exchange.UnderWay.Add((to, frame));
            exchange.Deliver(to.Site, end =>
            {
                exchange.Frames = (exchange.Frames.Sent, exchange.Frames.Overtook + (number < newest ? 1 : 0));
                newest = Math.Max(newest, number);
                exchange.UnderWay.Remove((to, frame));
                end.Received(to.End, sequence, frame);
            });
            if (exchange.random.NextDouble() < exchange.Repeated)
            {
                exchange.Deliver(to.Site, end => end.Received(to.End, sequence, frame));
            }
        }

        public void SendDatagram(IPv4Address at, Service program, Service? sender, Endpoint from, Endpoint to, WireMessage message)
        {
            if (exchange.Whereabouts.TryGetValue(at, out var site))
            {
                exchange.Deliver(site, end => end.ReceivedDatagram(at, program, sender, from, to, message));
            }
        }
    }
}
