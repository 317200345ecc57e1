using Microsoft.Extensions.DependencyInjection;
using NetMesh.Clock;
using NetMesh.Labs.Runs;
using NetMesh.Labs.Worlds.Units;
using NetMesh.Labs.Worlds.Yaml;
using NetMesh.Planet;
using NetMesh.Planet.Hosts;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Wire;

namespace NetMesh.Labs.Workloads.Objects;

/// <summary>
/// Hosts fetch objects from servers, each its own one after the other: it dials, asks, and has the object when its last byte has come. Done when every host has
/// fetched as many as it should.
/// </summary>
internal sealed class Transfers(ObjectSection what, bool dialsAnew) : IWorkload, IHostDoor, IFrameSink
{
    private const int RequestLength = 100;

    private readonly Lock gate = new();
    private readonly ObjectLog log = new();
    private readonly Dictionary<ConnectionEnd, Client> clients = [];
    private readonly Dictionary<ConnectionEnd, ObjectSending> servers = [];
    private INetwork network = null!;
    private IEventClock clock = null!;
    private long wanted;

    public static WorkloadKind Kind { get; } = new(
        "transfers", "hosts fetch objects from servers, one after the other; from: who has them, to: who fetches them, size: of an object, count: how many each"
            + " fetches, connections: new for each object, or kept; messages: bytes sent at a time", Make);

    public ulong Trace => log.Trace;

    public void AddServices(IServiceCollection services)
    {
        LaboratoryDoor.AddTo(services);
        services.AddSingleton(log);
    }

    public ValueTask BeginAsync(Scene scene)
    {
        (network, clock) = (scene.Mesh.Network, scene.Mesh.Services.GetRequiredService<IEventClock>());
        var from = scene.HostsOf(what.From).ConvertAll(host => new Endpoint(host.Address, ObjectSection.Port));
        scene.Mesh.Services.GetRequiredService<LaboratoryDoor>().Listen(scene.Mesh.Map, from, this);
        lock (gate)
        {
            foreach (var (host, index) in scene.HostsOf(what.To).Select((host, index) => (host, index)))
            {
                wanted += what.Count;
                Dial(new Client(new Endpoint(host.Address, 0), from[index % from.Count]) { Left = what.Count });
            }
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask<double> ProgressAsync()
    {
        lock (gate)
        {
            return ValueTask.FromResult((double)log.Seconds.Count / wanted);
        }
    }

    // At a server.
    public void Deliver(IPv4Address at, Service service, ConnectionEnd end, long sequence, Frame frame)
    {
        lock (gate)
        {
            log.Heard(clock.NowNs, end, frame);
            switch (frame)
            {
                case { Kind: FrameKind.Opened }:
                    servers[end] = new ObjectSending(network, end, what.MessageLength);
                    break;
                case { Kind: FrameKind.Data, Message: ObjectMessage request }:
                    servers[end].Send(what.Size, request.Number);
                    break;
                case { Kind: FrameKind.Writable }:
                    servers[end].GoOn();
                    break;
                case { Kind: FrameKind.Closed or FrameKind.Reset }:
                    servers.Remove(end);
                    break;
                default:
                    break;
            }
        }
    }

    // At a client.
    public void Deliver(ConnectionEnd end, Frame frame)
    {
        lock (gate)
        {
            log.Heard(clock.NowNs, end, frame);
            if (!clients.TryGetValue(end, out var client))
            {
                return;
            }

            switch (frame)
            {
                case { Kind: FrameKind.Accepted }:
                    network.Send(end, new ObjectMessage(RequestLength, client.Left, isLast: true));
                    break;
                case { Kind: FrameKind.Data, Message: ObjectMessage { IsLast: true } }:
                    Got(client, end);
                    break;
                case { Kind: FrameKind.Reset }:
                    // It is as patient as a person: it asks again, and has been waiting all the time.
                    clients.Remove(end);
                    Dial(client, isAgain: true);
                    break;
                default:
                    break;
            }
        }
    }

    public void DeliverDatagram(IPv4Address at, Service service, Endpoint from, Endpoint to, WireMessage message)
    {
    }

    private static Transfers Make(Section section) => new(
        ObjectSection.Read(section), section.Value("connections", Words.Choice(("new", true), ("kept", false)), true));

    private void Got(Client client, ConnectionEnd end)
    {
        log.Arrived(client.AskedNs, clock.NowNs, what.Size);
        client.Left--;
        if (client.Left > 0 && !dialsAnew)
        {
            client.AskedNs = clock.NowNs;
            network.Send(end, new ObjectMessage(RequestLength, client.Left, isLast: true));
            return;
        }

        clients.Remove(end);
        network.Close(end);
        if (client.Left > 0)
        {
            Dial(client);
        }
    }

    private void Dial(Client client, bool isAgain = false)
    {
        client.AskedNs = isAgain ? client.AskedNs : clock.NowNs;
        // Accepted cannot come before the end is known: it takes an event.
        clients[network.Connect(client.At, client.Server, this)] = client;
    }

    private sealed class Client(Endpoint at, Endpoint server)
    {
        public Endpoint At => at;

        public Endpoint Server => server;

        public long Left { get; set; }

        public long AskedNs { get; set; }
    }
}
