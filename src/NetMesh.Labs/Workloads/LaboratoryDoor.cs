using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using NetMesh.Clock;
using NetMesh.Grains.Hosts;
using NetMesh.Planet;
using NetMesh.Planet.Hosts;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Wire;

namespace NetMesh.Labs.Workloads;

/// <summary>
/// Lets programs of the laboratory listen on hosts of the planet: what arrives for them goes to them, everything else to the grains. They are no grains, so that
/// a message costs a run nothing but its way through the network.
/// </summary>
internal sealed class LaboratoryDoor(HostDoor grains, IEventClock clock) : IHostDoor
{
    private (Service Service, IHostDoor Program)[] programs = [];
    private Action<long, Endpoint, Endpoint, WireMessage>[] watchers = [];

    /// <summary>Puts the door where the network finds it.</summary>
    public static void AddTo(IServiceCollection services)
    {
        services.TryAddSingleton<LaboratoryDoor>();
        services.TryAddSingleton<IHostDoor>(static provider => provider.GetRequiredService<LaboratoryDoor>());
    }

    /// <summary>From now on the program is called at these endpoints. Called before anything is sent there.</summary>
    public void Listen(PlanetMap map, IEnumerable<Endpoint> at, IHostDoor program)
    {
        var service = new Service("laboratory");
        programs = [.. programs, (service, program)];
        foreach (var endpoint in at)
        {
            map.Listen(endpoint, service);
        }
    }

    /// <summary>From now on it hears of every datagram that arrives at a host, a moment before the host's program does: when, from where, and at which host.</summary>
    public void Watch(Action<long, Endpoint, Endpoint, WireMessage> watcher) => watchers = [.. watchers, watcher];

    public void Deliver(IPv4Address at, Service service, ConnectionEnd end, long sequence, Frame frame) =>
        ProgramOf(service).Deliver(at, service, end, sequence, frame);

    public void DeliverDatagram(IPv4Address at, Service service, Endpoint from, Endpoint to, WireMessage message)
    {
        foreach (var watcher in watchers)
        {
            watcher(clock.NowNs, from, new Endpoint(at, to.Port), message);
        }

        ProgramOf(service).DeliverDatagram(at, service, from, to, message);
    }

    private IHostDoor ProgramOf(Service service)
    {
        foreach (var (known, program) in programs)
        {
            if (ReferenceEquals(known, service))
            {
                return program;
            }
        }

        return grains;
    }
}
