using Microsoft.Extensions.DependencyInjection;
using NetMesh.Clock;
using NetMesh.Contracts.Hosts;
using NetMesh.Contracts.Swarms;
using NetMesh.Labs.Runs;
using NetMesh.Labs.Worlds.Units;
using NetMesh.Labs.Worlds.Yaml;
using NetMesh.Planet;
using NetMesh.Planet.Hosts;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Dns.Messages;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;

namespace NetMesh.Labs.Workloads.Names;

/// <summary>
/// Many hosts bombard name servers with questions for names that do not exist, so that others' questions are not heard. Each has one of the servers as its target, by its anycast
/// address if it has one, so that it gets to the site near the attacker. It goes on until the run's other workloads are done.
/// </summary>
/// <param name="from">The hosts that send.</param>
/// <param name="to">The servers.</param>
/// <param name="every">Time from one question to the next, of all hosts together.</param>
/// <param name="begin">When it begins.</param>
internal sealed class Flood(string from, string to, Distribution every, TimeSpan begin) : IWorkload, ITimedEvent
{
    private const ushort Port = 8054;

    private INetwork network = null!;
    private IEventClock clock = null!;
    private RandomStream random = null!;
    private List<(Endpoint From, Endpoint To)> attackers = [];
    private double nextNs;
    private int number;

    public static WorkloadKind Kind { get; } = new(
        "flood", "hosts bombard name servers with questions; from: who sends, to: the servers, each host has one of them as its target, every: time from one question to the next"
            + " of all hosts together, begin: when it begins",
        section => new Flood(
            section.RequiredValue("from", Words.Name, ""),
            section.RequiredValue("to", Words.Name, ""),
            section.RequiredValue("every", Distributions.Form, new Distribution(DistributionLaw.Constant, TimeSpan.FromSeconds(1))),
            section.Value("begin", Durations.Any, TimeSpan.Zero)));

    public void AddServices(IServiceCollection services) => NameLog.AddTo(services);

    public ValueTask BeginAsync(Scene scene)
    {
        (network, clock, random) = (scene.Mesh.Network, scene.Mesh.Services.GetRequiredService<IEventClock>(), scene.Random("flood"));
        var port = scene.Mesh.Services.GetRequiredService<PortPlan>().RealPort(ServiceNames.NameServerPort);
        var servers = scene.HostsOf(to);
        attackers = [.. scene.HostsOf(from).Select((host, index) => (new Endpoint(host.Address, Port), new Endpoint(servers[index % servers.Count] is { Anycast: [var shared, ..] } ? shared : servers[index % servers.Count].Address, port)))];
        nextNs = clock.NowNs + begin.ToNanoseconds();
        clock.Schedule((long)nextNs, this);
        return ValueTask.CompletedTask;
    }

    /// <summary>It is in nobody's way.</summary>
    public ValueTask<double> ProgressAsync() => ValueTask.FromResult(1.0);

    /// <summary>The next question.</summary>
    public void Fire(long nowNs, long argument)
    {
        var (attacker, server) = attackers[random.Next(attackers.Count)];
        network.SendDatagram(attacker, server, new DnsMessage { Id = (ushort)number, Question = new Question(DomainName.Parse($"junk{number++}."), RecordType.A) });
        nextNs += Gaps.NextNs(every, random);
        clock.Schedule((long)nextNs, this);
    }
}
