using Microsoft.Extensions.DependencyInjection;
using NetMesh.Clock;
using NetMesh.Contracts.Hosts;
using NetMesh.Contracts.Swarms;
using NetMesh.Labs.Runs;
using NetMesh.Planet;
using NetMesh.Planet.Hosts;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Dns.Messages;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;
using NetMesh.Protocols.Wire;

namespace NetMesh.Labs.Workloads.Names;

/// <summary>
/// Hosts ask for names, as the stub resolver of a machine does (RFC 1034 §5.3.1): a datagram to their resolver, again when nothing comes, and in the end they give up.
/// They remember nothing. Done when the last question is over.
/// </summary>
internal sealed class Lookups(LookupSection what) : IWorkload, IHostDoor
{
    private const ushort Port = 8053;

    private readonly Lock gate = new();
    private readonly Dictionary<(IPv4Address Client, ushort Id), Waiting> waiting = [];
    private List<(Endpoint At, Endpoint Resolver)> clients = [];
    private NameLog log = null!;
    private INetwork network = null!;
    private IEventClock clock = null!;
    private RandomStream random = null!;
    private double nextNs;
    private ushort lastId;
    private long turns;
    private long over;

    public static WorkloadKind Kind { get; } = new("lookups", LookupSection.About, section => new Lookups(LookupSection.Read(section)));

    public ulong Trace { get; private set; }

    public void AddServices(IServiceCollection services) => NameLog.AddTo(services);

    public async ValueTask BeginAsync(Scene scene)
    {
        (network, clock, random) = (scene.Mesh.Network, scene.Mesh.Services.GetRequiredService<IEventClock>(), scene.Random("lookups"));
        var port = scene.Mesh.Services.GetRequiredService<PortPlan>().RealPort(ServiceNames.NameServerPort);
        var resolvers = scene.HostsOf(what.To);
        clients = [.. scene.HostsOf(what.From).Select((host, index) =>
        {
            var near = resolvers.FindAll(resolver => resolver.Region == host.Region) is { Count: > 0 } own ? own : resolvers;
            return (new Endpoint(host.Address, Port), new Endpoint(near[index % near.Count].Address, port));
        })];
        scene.Mesh.Services.GetRequiredService<LaboratoryDoor>().Listen(scene.Mesh.Map, clients.Select(client => client.At), this);
        log = await NameLog.OpenAsync(scene);
        log.BeginsNs = clock.NowNs + what.WarmUp.ToNanoseconds();
        nextNs = clock.NowNs;
        PlanTurn();
    }

    public ValueTask<double> ProgressAsync()
    {
        lock (gate)
        {
            return ValueTask.FromResult((double)over / (what.Count * what.Repeats));
        }
    }

    public void Deliver(IPv4Address at, Service service, ConnectionEnd end, long sequence, Frame frame)
    {
    }

    // At a client.
    public void DeliverDatagram(IPv4Address at, Service service, Endpoint from, Endpoint to, WireMessage message)
    {
        lock (gate)
        {
            Trace = TraceMix.Mix(TraceMix.Mix(Trace, (ulong)clock.NowNs, to.Address.Value), message.TraceIdentity);
            if (message is DnsMessage { IsResponse: true } answer && waiting.TryGetValue((to.Address, answer.Id), out var asked) && from == asked.Resolver
                && answer.Question is { } repeated && repeated.Name.Equals(asked.Query.Question!.Name))
            {
                Over(asked, answer);
            }
        }
    }

    private void PlanTurn()
    {
        if (turns == what.Count)
        {
            return;
        }

        // By chance it is anybody's turn, so that each host asks by chance; otherwise each has his.
        var isByChance = what.Every.Law != DistributionLaw.Constant;
        var (client, at) = clients[isByChance ? random.Next(clients.Count) : (int)(turns % clients.Count)];
        var name = what.Names[what.Popularity.Draw(what.Names.Count, turns, random)];
        turns++;
        At((long)nextNs, () =>
        {
            Ask(client, at, name, what.Repeats);
            PlanTurn();
        });
        nextNs += Gaps.NextNs(what.Every, random);
    }

    private void Ask(Endpoint client, Endpoint resolver, DomainName name, long times)
    {
        var query = new DnsMessage { Id = lastId++, Flags = MessageFlags.RecursionDesired, Question = new Question(name, RecordType.A), Edns = new Edns(Edns.UsualUdpLength) };
        var asked = waiting[(client.Address, query.Id)] = new Waiting(client, resolver, query, clock.NowNs);
        Send(asked, what.Attempts);
        if (times > 1)
        {
            At(clock.NowNs + what.RepeatAfter.ToNanoseconds(), () => Ask(client, resolver, name, times - 1));
        }
    }

    private void Send(Waiting asked, long attempts)
    {
        network.SendDatagram(asked.Client, asked.Resolver, asked.Query);
        asked.Alarm = At(clock.NowNs + what.Patience.ToNanoseconds(), () =>
        {
            if (attempts > 1)
            {
                Send(asked, attempts - 1);
            }
            else
            {
                Over(asked, null);
            }
        });
    }

    private void Over(Waiting asked, DnsMessage? answer)
    {
        clock.Cancel(asked.Alarm);
        waiting.Remove((asked.Client.Address, asked.Query.Id));
        over++;
        log.Add(new Lookup(
            asked.Client.Address, asked.AskedNs, clock.NowNs, answer?.Answers.FirstOrDefault(record => record.Type == RecordType.A)?.Data.Address,
            answer is { Code: ResponseCode.NoError or ResponseCode.NXDomain }));
    }

    private EventHandle At(long ns, Action then) => clock.Schedule(ns, new Later(this, then));

    private sealed class Later(Lookups lookups, Action then) : ITimedEvent
    {
        public void Fire(long nowNs, long argument)
        {
            lock (lookups.gate)
            {
                then();
            }
        }
    }

    private sealed class Waiting(Endpoint client, Endpoint resolver, DnsMessage query, long askedNs)
    {
        public Endpoint Client => client;

        public Endpoint Resolver => resolver;

        public DnsMessage Query => query;

        public long AskedNs => askedNs;

        public EventHandle Alarm { get; set; }
    }
}
