using NetMesh.Clock;
using NetMesh.Planet.Backbones;
using NetMesh.Planet.Hosts;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Wire;

namespace NetMesh.Cluster.Tests.Clusters;

/// <summary>Keeps everything on its way out for a time drawn anew each time, so that what was sent later leaves earlier.</summary>
internal sealed class DisorderlyBackbone(IBackbone inner, IEventClock clock, RandomStream random, TimeSpan most) : IBackbone
{
    private readonly Lock gate = new();
    private readonly Dictionary<TrunkEnd, long> lastLeft = [];

    public SiteId Here => inner.Here;

    /// <summary>Frames that left after one that was sent later on the same stream.</summary>
    public int Overtaken { get; private set; }

    public void Call(Service program, TrunkEnd caller, Dialled dialled) => Later(() => inner.Call(program, caller, dialled));

    public void Send(TrunkEnd to, long sequence, TrunkFrame frame) => Later(() =>
    {
        lock (gate)
        {
            if (lastLeft.TryGetValue(to, out var last) && sequence < last)
            {
                Overtaken++;
            }
            else
            {
                lastLeft[to] = sequence;
            }
        }

        inner.Send(to, sequence, frame);
    });

    public void SendDatagram(IPv4Address at, Service program, Service? sender, Endpoint from, Endpoint to, WireMessage message) =>
        Later(() => inner.SendDatagram(at, program, sender, from, to, message));

    private void Later(Action what)
    {
        long delayNs;
        lock (gate)
        {
            delayNs = random.NextInt64(most.ToNanoseconds() + 1);
        }

        clock.Schedule(clock.NowNs + delayNs, new Due(what));
    }

    private sealed class Due(Action what) : ITimedEvent
    {
        public void Fire(long nowNs, long argument) => what();
    }
}
