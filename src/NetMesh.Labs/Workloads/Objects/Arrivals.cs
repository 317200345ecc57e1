using Microsoft.Extensions.DependencyInjection;
using NetMesh.Clock;
using NetMesh.Contracts.Swarms;
using NetMesh.Labs.Runs;
using NetMesh.Labs.Worlds.Units;
using NetMesh.Labs.Worlds.Yaml;
using NetMesh.Planet;
using NetMesh.Planet.Hosts;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Wire;

namespace NetMesh.Labs.Workloads.Objects;

/// <summary>
/// Objects come to a host by chance and are sent to another one, whatever is still being sent: queueing theory's customers, with the host's uplink as their
/// server. Each has a connection to itself, taken from those that are idle or dialled. Done when the last one has arrived.
/// </summary>
internal sealed class Arrivals(ObjectSection what, Distribution every, long warmUp) : IWorkload, IHostDoor, IFrameSink, ITimedEvent
{
    private readonly Lock gate = new();
    private readonly ObjectLog log = new();
    private readonly Stack<ObjectSending> idle = [];
    private readonly Dictionary<ConnectionEnd, ObjectSending> sendings = [];
    private readonly Dictionary<ConnectionEnd, long> dialled = [];
    private readonly Dictionary<long, (long OfferedNs, ObjectSending? By)> underWay = [];
    private INetwork network = null!;
    private IEventClock clock = null!;
    private RandomStream random = null!;
    private Endpoint from;
    private Endpoint to;
    private double nextNs;
    private long offered;
    private long arrived;

    public static WorkloadKind Kind { get; } = new(
        "arrivals", "objects come to a host by chance and are sent on, each over a connection of its own; from: whose uplink they wait for, to: where they go,"
            + " size: of an object, every: time from one to the next, count: how many, warm-up: how many at the beginning do not count, messages: bytes sent at a time",
        Make);

    public ulong Trace => log.Trace;

    public void AddServices(IServiceCollection services)
    {
        LaboratoryDoor.AddTo(services);
        services.AddSingleton(log);
    }

    public ValueTask BeginAsync(Scene scene)
    {
        (network, clock, random) = (scene.Mesh.Network, scene.Mesh.Services.GetRequiredService<IEventClock>(), scene.Random("arrivals"));
        from = new Endpoint(scene.HostsOf(what.From)[0].Address, 0);
        to = new Endpoint(scene.HostsOf(what.To)[0].Address, ObjectSection.Port);
        scene.Mesh.Services.GetRequiredService<LaboratoryDoor>().Listen(scene.Mesh.Map, [to], this);
        nextNs = clock.NowNs;
        PlanNext();
        return ValueTask.CompletedTask;
    }

    public ValueTask<double> ProgressAsync()
    {
        lock (gate)
        {
            return ValueTask.FromResult((double)arrived / what.Count);
        }
    }

    /// <summary>An object comes.</summary>
    public void Fire(long nowNs, long argument)
    {
        lock (gate)
        {
            var number = offered++;
            underWay[number] = (nowNs, null);
            if (idle.TryPop(out var sending))
            {
                Send(sending, number);
            }
            else
            {
                var end = network.Connect(from, to, this);
                dialled[end] = number;
                sendings[end] = new ObjectSending(network, end, what.MessageLength);
            }

            PlanNext();
        }
    }

    // At the sender.
    public void Deliver(ConnectionEnd end, Frame frame)
    {
        lock (gate)
        {
            log.Heard(clock.NowNs, end, frame);
            if (frame.Kind == FrameKind.Accepted && dialled.Remove(end, out var number))
            {
                Send(sendings[end], number);
            }
            else if (frame.Kind == FrameKind.Writable)
            {
                sendings[end].GoOn();
            }
        }
    }

    // At the receiver.
    public void Deliver(IPv4Address at, Service service, ConnectionEnd end, long sequence, Frame frame)
    {
        lock (gate)
        {
            log.Heard(clock.NowNs, end, frame);
            if (frame is { Kind: FrameKind.Data, Message: ObjectMessage { IsLast: true, Number: var number } } && underWay.Remove(number, out var it))
            {
                idle.Push(it.By!);
                if (arrived++ >= warmUp)
                {
                    log.Arrived(it.OfferedNs, clock.NowNs, what.Size);
                }
            }
        }
    }

    public void DeliverDatagram(IPv4Address at, Service service, Endpoint from, Endpoint to, WireMessage message)
    {
    }

    private static Arrivals Make(Section section)
    {
        var what = ObjectSection.Read(section);
        var every = section.RequiredValue("every", Distributions.Form, new Distribution(DistributionLaw.Constant, TimeSpan.FromSeconds(1)));
        return new Arrivals(what, every, section.Value("warm-up", Numbers.Whole(0, 1_000_000_000), 0));
    }

    private void Send(ObjectSending sending, long number)
    {
        underWay[number] = (underWay[number].OfferedNs, sending);
        sending.Send(what.Size, number);
    }

    private void PlanNext()
    {
        if (offered < what.Count)
        {
            nextNs += Gaps.NextNs(every, random);
            clock.Schedule((long)nextNs, this);
        }
    }
}
