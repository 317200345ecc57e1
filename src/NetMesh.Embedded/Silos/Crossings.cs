using NetMesh.Clock;
using NetMesh.Embedded.Turns;
using NetMesh.GrainModel.Calls;

namespace NetMesh.Embedded.Silos;

/// <summary>Calls and their outcomes on their way from one silo to another.</summary>
internal sealed class Crossings(EmbeddedHost host, SiloDistance distance)
{
    private readonly RandomStream random = new RandomStreams(distance.Seed).Get("between silos");
    private readonly long leastNs = distance.Least.ToNanoseconds();
    private readonly long spanNs = distance.Most.ToNanoseconds() - distance.Least.ToNanoseconds();

    /// <summary>A call leaves for another silo. It is lost if the receiver's silo dies meanwhile.</summary>
    public void Send(GrainCall call, CallMailbox receiver) => Plan(new Crossing(host, call, receiver));

    /// <summary>The outcome of a call leaves for its caller's silo. It arrives even if the silo that sent it dies meanwhile.</summary>
    public void Answer(GrainCall call)
    {
        call.Runner = null;
        Plan(new Crossing(host, call, null));
    }

    private void Plan(Crossing crossing)
    {
        long takesNs;
        lock (random)
        {
            takesNs = leastNs + random.NextInt64(spanNs + 1);
        }

        var clock = host.Drive.Clock;
        clock.Schedule(clock.NowNs + takesNs, crossing);
    }

    private sealed class Crossing(EmbeddedHost host, GrainCall call, CallMailbox? receiver) : ITimedEvent
    {
        public void Fire(long nowNs, long argument)
        {
            if (receiver is null)
            {
                host.Flights.Conclude(call);
            }
            else if (!call.IsGivenUp)
            {
                receiver.Enqueue(call);
            }
        }
    }
}
