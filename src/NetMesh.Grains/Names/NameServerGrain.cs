using System.Collections.Immutable;
using NetMesh.Clock;
using NetMesh.Contracts.Hosts;
using NetMesh.Contracts.Names;
using NetMesh.Grains.Hosts;
using NetMesh.Grains.Placement;
using NetMesh.Planet;
using NetMesh.Planet.Hosts;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Dns.Answers;
using NetMesh.Protocols.Dns.Changes;
using NetMesh.Protocols.Dns.Messages;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;
using NetMesh.Protocols.Dns.Resolving;
using NetMesh.Protocols.Dns.Zones;
using NetMesh.Protocols.Wire;

namespace NetMesh.Grains.Names;

/// <summary>
/// A name server on a host: it answers from the zones that the world gives it, looks up the rest where the world makes it a resolver, and refuses everything else.
/// </summary>
[PlacedInHostRegion]
public sealed class NameServerGrain(
    HostSurroundings surroundings, PortPlan ports, RandomStreams streams, NamePlan plan, PlanetMap map, NameShelf shelf, IServiceProvider services)
    : HostGrain(surroundings), INameServerGrain
{
    private const int CacheCapacity = 100_000;

    private ServedZones zones = null!;
    private NearAddresses near = null!;
    private NameMeter meter = null!;
    private QuestionStreams questions = null!;
    private QuestionOutlet? outlet;
    private Resolver? resolver;
    private RootTrust? trust;
    private QuestionRelay? relay;
    private ServerAnswers? published;
    private int turn;

    private Endpoint Self => new(Address, ports.RealPort(ServiceNames.NameServerPort));

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        meter = new NameMeter(map.RegionOf(Address)?.Label ?? "none");
        near = new NearAddresses(plan.ZonesOn(Address), map, Network);
        zones = new ServedZones(Address, plan, GrainFactory, Publish);
        await zones.FetchAsync();
        if (zones.RefreshEvery is { } every)
        {
            this.RegisterGrainTimer(static (zones, _) => zones.LookAsync(), zones, every, every);
        }

        if (plan.IsResolver(Address))
        {
            // What it remembers would be gone with it, long before its time to live.
            DelayDeactivation(TimeSpan.MaxValue);
            trust = new RootTrust(zones.RootKeysAsync, () => Now, Date - Now);
            await trust.BeginAsync();
            resolver = MakeResolver(trust);
        }

        if (plan.Habits.PassesOn(Address))
        {
            relay = new QuestionRelay(plan.Roots, (to, query) => Network.SendDatagram(Self, new Endpoint(to, Self.Port), query), After, streams.Get($"relay/{Address}"));
        }

        questions = new QuestionStreams(Network, Connections, AnswerWholeAsync, After);
        Publish(zones.Server);
        Listen(Self, ServiceNames.NameServer);
        ListenOnEphemeralPorts(ServiceNames.NameServer);
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        if (published is not null)
        {
            shelf.Withdraw(Address, published);
        }

        return base.OnDeactivateAsync(reason, cancellationToken);
    }

    public async ValueTask<DnsMessage?> AnswerAsync(Endpoint client, DnsMessage query, string? key = null)
    {
        if (!query.IsResponse && query.Opcode is Opcode.Update or Opcode.Notify)
        {
            return await zones.HearAsync(client, query, key);
        }

        if (query is { IsResponse: false, Question.Type: RecordType.AXFR or RecordType.IXFR })
        {
            return ZoneTransfer.WithinDatagram(query, await TransferAsync(query, key));
        }

        var answer = zones.Server.Answer(query, turn++);
        if (relay is not null && answer is not null && plan.MayResolve(client.Address))
        {
            return await relay.AskOnAsync(query, answer);
        }

        if (answer is not { Code: ResponseCode.Refused } || resolver is null)
        {
            return answer is null ? null : near.For(query, answer, client.Address);
        }

        return !plan.MayResolve(client.Address) ? AuthoritativeServer.Refuse(query, ResponseCode.Refused, ExtendedErrorCode.Prohibited)
            : await ResolveAsync(query) is { } resolved ? resolved.To(query, plan.Habits.TellsInOneOrder(Address) ? 0 : turn)
            : answer;
    }

    public ValueTask<ImmutableArray<DnsMessage>> TransferAsync(DnsMessage query, string? key = null) => zones.TransferAsync(query, key);

    public ValueTask RefreshAsync(string zone) => zones.RefreshAsync(DomainName.Parse(zone));

    public async ValueTask<ResolutionTrace?> TraceAsync(DnsMessage query) => await ResolveAsync(query) is { } resolved
        ? new ResolutionTrace(resolved.To(query), [.. resolved.Hops.Select(Told)])
        : null;

    private static TracedHop Told(ResolutionHop hop) => new(
        hop.Server,
        hop.Zone.ToString(),
        hop.Question.Name.ToCanonical().ToString(),
        RecordTypeText.Write(hop.Question.Type),
        hop.Outcome.ToString().ToLowerInvariant(),
        hop.Began,
        hop.Took);

    // Null: it is none that is looked up for others.
    private async ValueTask<Resolved?> ResolveAsync(DnsMessage query)
    {
        if (resolver is null || trust is null)
        {
            return null;
        }

        await trust.FreshenAsync();
        return query.Flags.HasFlag(MessageFlags.RecursionDesired) && query.Question is { Class: RecordClass.IN, Type: not RecordType.ANY } question
            && !RecordTypeText.IsMeta(question.Type)
            ? await resolver.ResolveAsync(question)
            : null;
    }

    public override HostConnection? OnOpened(ConnectionEnd end, Dialled dialled) => questions.Open(end, dialled);

    public override void OnMessage(HostConnection connection, WireMessage message)
    {
        switch (connection, message)
        {
            case (AnsweringConnection asked, FramedDnsMessage query):
                questions.OnMessage(asked, query.Message);
                break;
            case (AskingConnection asking, FramedDnsMessage answer):
                outlet?.OnMessage(asking, answer.Message);
                break;
            default:
                Connections.Reset(connection);
                break;
        }
    }

    public override void OnClosed(HostConnection connection) => OnReset(connection);

    public override void OnReset(HostConnection connection)
    {
        if (connection is AskingConnection asking)
        {
            outlet?.OnGone(asking);
        }
        else if (connection is AnsweringConnection asked)
        {
            QuestionStreams.OnGone(asked);
        }
    }

    protected override void OnDatagram(Endpoint from, Endpoint to, WireMessage message)
    {
        if (message is DnsMessage { IsResponse: true } answer)
        {
            if (relay?.OnAnswer(from.Address, answer) != true)
            {
                resolver?.OnAnswer(from.Address, to.Port, answer);
            }
        }
        else if (message is DnsMessage query)
        {
            _ = AnswerDatagramAsync(from, to, query);
        }
    }

    private async Task AnswerDatagramAsync(Endpoint from, Endpoint to, DnsMessage query)
    {
        if (await AnswerAsync(from, query) is { } answer)
        {
            Network.SendDatagram(to, from, answer.WithinDatagram(query));
        }
    }

    // Over a connection, where there is room for everything.
    private async Task<IReadOnlyList<DnsMessage>> AnswerWholeAsync(AnsweringConnection connection, DnsMessage query) =>
        query is { Opcode: Opcode.Query, Question.Type: RecordType.AXFR or RecordType.IXFR } ? await TransferAsync(query)
        : await AnswerAsync(connection.Dialled.From, query) is { } answer ? [answer]
        : [];

    private Resolver MakeResolver(RootTrust trust)
    {
        var random = streams.Get($"resolver/{Address}");
        var cache = new NameCache(CacheCapacity);
        var book = new ServerBook(random);
        var forwarders = plan.ForwardersOf(Address);
        var roots = plan.RootsOf(Address);
        outlet = new QuestionOutlet(Self, Network, Connections, server => plan.OutsideServerFor(Address, server), services.GetService(typeof(IOutsideNames)) as IOutsideNames, After)
        {
            DrawPort = plan.Habits.AsksFromOnePort(Address) ? () => Self.Port : () => (ushort)random.Next(PlanetMap.FirstEphemeralPort, ushort.MaxValue + 1),
            Answered = (from, port, answer) => resolver?.OnAnswer(from, port, answer),
            Failed = (from, port, id) => resolver?.OnFailure(from, port, id),
        };
        return new Resolver(Begin, outlet.Send, outlet.PortFor, After, () => Now, meter, plan.Habits.Prefetches(Address));

        Resolution Begin(Question question, bool renews) => new(question, cache, book, roots, random, trust.Current)
        {
            MixesCase = !plan.Habits.AsksInPlainCase(Address),
            Forwarders = [.. forwarders.Select(forwarder => forwarder.Address)],
            Renews = renews,
        };
    }

    private void Publish(AuthoritativeServer server)
    {
        // What a relay says is not in its zones.
        if (published is not null)
        {
            published.Book.Follow(server);
        }
        else if (!plan.Habits.PassesOn(Address))
        {
            published = new ServerAnswers(new AnswerBook(server, near.IsForAll, plan.Habits.Prefetches(Address)), plan.IsResolver(Address) ? plan.MayResolve : null, meter.WasKnown);
            shelf.Publish(Address, published);
        }
    }

    private IDisposable After(TimeSpan time, Action then) => this.RegisterGrainTimer(
        static (then, _) =>
        {
            then();
            return Task.CompletedTask;
        },
        then,
        time,
        Timeout.InfiniteTimeSpan);
}
