using System.Collections.Immutable;
using NetMesh.Clock;
using NetMesh.Contracts.Hosts;
using NetMesh.Contracts.Names;
using NetMesh.Grains.Hosts;
using NetMesh.Grains.Placement;
using NetMesh.Planet.Hosts;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Dns.Answers;
using NetMesh.Protocols.Dns.Changes;
using NetMesh.Protocols.Dns.Messages;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;
using NetMesh.Protocols.Dns.Resolving;
using NetMesh.Protocols.Dns.Security.Validating;
using NetMesh.Protocols.Dns.Zones;
using NetMesh.Protocols.Wire;

namespace NetMesh.Grains.Names;

/// <summary>
/// A name server on a host: it answers from the zones that the world gives it, looks up the rest where the world makes it a resolver, and refuses everything else.
/// </summary>
[PlacedInHostRegion]
public sealed class NameServerGrain(HostSurroundings surroundings, PortPlan ports, RandomStreams streams, NamePlan plan, PlanetMap map, NameShelf shelf)
    : HostGrain(surroundings), INameServerGrain
{
    private const int CacheCapacity = 100_000;

    private ServedZones zones = null!;
    private NameMeter meter = null!;
    private Resolver? resolver;
    private QuestionRelay? relay;
    private ServerAnswers? published;
    private int turn;

    private Endpoint Self => new(Address, ports.RealPort(ServiceNames.NameServerPort));

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        meter = new NameMeter(map.RegionOf(Address)?.Label ?? "none");
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
            var random = streams.Get($"resolver/{Address}");
            var cache = new NameCache(CacheCapacity);
            var book = new ServerBook(random);
            var trust = new TrustedTime(new TrustAnchors(TrustAnchors.EntryPointsOf(await zones.RootKeysAsync())), Date - Now);
            Func<ushort> port = plan.Habits.AsksFromOnePort(Address) ? () => Self.Port : () => (ushort)random.Next(PlanetMap.FirstEphemeralPort, ushort.MaxValue + 1);
            resolver = new Resolver(
                (question, renews) => new Resolution(question, cache, book, plan.Roots, random, trust) { MixesCase = !plan.Habits.AsksInPlainCase(Address), Renews = renews },
                Send, port, After, () => Now, meter, plan.Habits.Prefetches(Address));
        }

        if (plan.Habits.PassesOn(Address))
        {
            relay = new QuestionRelay(plan.Roots, (to, query) => Send(Self.Port, to, query), After, streams.Get($"relay/{Address}"));
        }

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
            return answer;
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
    private async ValueTask<Resolved?> ResolveAsync(DnsMessage query) =>
        resolver is not null && query.Flags.HasFlag(MessageFlags.RecursionDesired) && query.Question is { Class: RecordClass.IN, Type: not RecordType.ANY } question
            && !RecordTypeText.IsMeta(question.Type)
            ? await resolver.ResolveAsync(question)
            : null;

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

    private void Publish(AuthoritativeServer server)
    {
        // What a relay says is not in its zones.
        if (!plan.Habits.PassesOn(Address))
        {
            published = new ServerAnswers(new AnswerBook(server, plan.Habits.Prefetches(Address)), plan.IsResolver(Address) ? plan.MayResolve : null, meter.WasKnown);
            shelf.Publish(Address, published);
        }
    }

    private void Send(ushort port, IPv4Address to, DnsMessage query) => Network.SendDatagram(new Endpoint(Address, port), new Endpoint(to, Self.Port), query);

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
