using NetMesh.Contracts.Hosts;
using NetMesh.Contracts.Names;
using NetMesh.Contracts.Peers;
using NetMesh.Contracts.Trackers;
using NetMesh.Planet;
using NetMesh.Planet.Hosts;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Wire;

namespace NetMesh.Grains.Hosts;

/// <summary>
/// Where everything that the network delivers enters the grains:
/// <list type="number">
/// <item>the directory said which program listens there (<see cref="Service"/>);</item>
/// <item><see cref="HostProgram"/> says which grain interface that program has;</item>
/// <item>the grain on that address is called, one-way.</item>
/// </list>
/// References are kept, so that a message costs a look-up and no allocation. Safe from any thread.
/// </summary>
public sealed class HostDoor : IHostDoor
{
    // A program is added by a line here.
    private static readonly HostProgram[] OwnPrograms =
    [
        new(ServiceNames.Peer, static (grains, address) => grains.GetGrain<IPeerGrain>(address)),
        new(ServiceNames.Tracker, static (grains, address) => grains.GetGrain<ITrackerGrain>(address)),
        new(ServiceNames.NameServer, static (grains, address) => grains.GetGrain<INameServerGrain>(address)),
    ];

    private readonly IGrainFactory grains;
    private readonly HostProgram[] programs;
    private readonly Lock[] gates;
    private readonly Dictionary<IPv4Address, IHostGrain>[] references;

    /// <param name="grains">Finds the programs.</param>
    /// <param name="others">Programs that come from elsewhere than here.</param>
    public HostDoor(IGrainFactory grains, IEnumerable<HostProgram> others)
    {
        this.grains = grains;
        programs = [.. OwnPrograms, .. others];
        gates = [.. programs.Select(_ => new Lock())];
        references = [.. programs.Select(_ => new Dictionary<IPv4Address, IHostGrain>())];
    }

    /// <inheritdoc/>
    public void Deliver(IPv4Address at, Service service, ConnectionEnd end, long sequence, Frame frame)
    {
        // One-way: done as soon as the message is under way, and nobody learns of a failure.
        _ = GrainAt(at, service).Deliver(end, sequence, frame);
    }

    /// <inheritdoc/>
    public void DeliverDatagram(IPv4Address at, Service service, Endpoint from, Endpoint to, WireMessage message)
    {
        _ = GrainAt(at, service).DeliverDatagram(from, to, message);
    }

    /// <summary>
    /// A host has power again. Its program ran on unheard, with streams that the others know to be gone: it begins anew, as it would on a machine that
    /// was switched on, so that it does not wait for them.
    /// </summary>
    public async Task RestartAsync(IPv4Address at, Service service)
    {
        var grain = GrainAt(at, service);
        await grain.RestartAsync();
        await grain.Wake();
    }

    /// <summary>A reference to the program of this kind on a host; it need not run.</summary>
    internal IHostGrain GrainAt(IPv4Address address, Service service)
    {
        var program = ProgramOf(service);
        lock (gates[program])
        {
            ref var grain = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(references[program], address, out _);
            return grain ??= programs[program].Grain(grains, address.ToString());
        }
    }

    private int ProgramOf(Service service)
    {
        for (var i = 0; i < programs.Length; i++)
        {
            if (string.Equals(programs[i].Service, service.Name, StringComparison.Ordinal))
            {
                return i;
            }
        }

        throw new InvalidOperationException($"no grain runs the service '{service.Name}'; expected one of {string.Join(", ", programs.Select(program => program.Service))}");
    }
}
