using Microsoft.Extensions.DependencyInjection;
using NetMesh.Clock;
using NetMesh.Contracts.Hosts;
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

/// <summary>A name gets another address: at one moment of the run a host sends its zone's server a dynamic update (RFC 2136), which takes the old one away and adds the new one.</summary>
/// <param name="from">The host that sends it.</param>
/// <param name="to">The server.</param>
/// <param name="zone">The name's zone; it lets itself be changed.</param>
/// <param name="name">The name.</param>
/// <param name="address">Its new address.</param>
/// <param name="ttl">For how long the new one may be remembered.</param>
/// <param name="at">When.</param>
internal sealed class ZoneUpdates(string from, string to, DomainName zone, DomainName name, IPv4Address address, TimeSpan ttl, TimeSpan at) : IWorkload, ITimedEvent
{
    private const ushort Port = 8055;

    private INetwork network = null!;
    private Endpoint sender;
    private Endpoint server;

    public static WorkloadKind Kind { get; } = new(
        "zone-update", "a name gets another address; from: who sends the update, to: the server, zone: the name's zone, name: the name, address: its new one, ttl: for how long that"
            + " may be remembered, at: when",
        section => new ZoneUpdates(
            section.RequiredValue("from", Words.Name, ""),
            section.RequiredValue("to", Words.Name, ""),
            section.RequiredValue("zone", Name, DomainName.Root),
            section.RequiredValue("name", Name, DomainName.Root),
            section.RequiredValue("address", Words.Address, default),
            section.RequiredValue("ttl", Durations.Any, TimeSpan.Zero),
            section.RequiredValue("at", Durations.Any, TimeSpan.Zero)));

    private static ValueForm<DomainName> Name => new("a domain name such as www.example.com", (text, out value) =>
    {
        var isOne = DomainNameText.TryRead(text, DomainName.Root, out var read, out _);
        value = read ?? DomainName.Root;
        return isOne;
    });

    public ValueTask BeginAsync(Scene scene)
    {
        network = scene.Mesh.Network;
        sender = new Endpoint(scene.HostsOf(from)[0].Address, Port);
        server = new Endpoint(scene.HostsOf(to)[0].Address, scene.Mesh.Services.GetRequiredService<PortPlan>().RealPort(ServiceNames.NameServerPort));
        var clock = scene.Mesh.Services.GetRequiredService<IEventClock>();
        clock.Schedule(clock.NowNs + at.ToNanoseconds(), this);
        return ValueTask.CompletedTask;
    }

    /// <summary>Others say when the run is over; what they see says whether the update came through.</summary>
    public ValueTask<double> ProgressAsync() => ValueTask.FromResult(1.0);

    /// <summary>Now.</summary>
    public void Fire(long nowNs, long argument) => network.SendDatagram(sender, server, new DnsMessage
    {
        Id = 1,
        Opcode = Opcode.Update,
        Question = new Question(zone, RecordType.SOA),
        Authorities =
        [
            new ResourceRecord(name, RecordClass.ANY, 0, RecordData.None(RecordType.A)),
            new ResourceRecord(name, (uint)ttl.TotalSeconds, RecordData.Of(address)),
        ],
    });
}
