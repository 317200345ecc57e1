using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using NetMesh.Contracts.Names;
using NetMesh.Labs.Runs;
using NetMesh.Planet.Links;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Dns.Messages;
using NetMesh.Protocols.Wire;

namespace NetMesh.Labs.Workloads.Names;

/// <summary>What became of a client's question.</summary>
/// <param name="Client">Who asked.</param>
/// <param name="AskedNs">When, for the first time.</param>
/// <param name="OverNs">When it had its answer, or gave up.</param>
/// <param name="Given">The first address of the answer; null: it named none.</param>
/// <param name="IsAnswered">There was an answer, and it did not say that the resolver had failed.</param>
internal readonly record struct Lookup(IPv4Address Client, long AskedNs, long OverNs, IPv4Address? Given, bool IsAnswered);

/// <summary>What a run's workloads about names saw: every lookup of theirs, and how many messages of DNS arrived, by who had sent them to whom.</summary>
internal sealed class NameLog
{
    private readonly Lock gate = new();
    private readonly List<Lookup> lookups = [];
    private readonly Dictionary<(IPv4Address From, IPv4Address To, bool IsAnswer), (long Count, long Bytes)> messages = [];
    private bool isWatching;

    /// <summary>In the order in which they were over.</summary>
    public IReadOnlyList<Lookup> Lookups => lookups;

    /// <summary>How many arrived that one host had sent to another, and their bytes on the wire. A datagram that was lost did not.</summary>
    public IEnumerable<(IPv4Address From, IPv4Address To, bool IsAnswer, long Count, long Bytes)> Messages =>
        messages.Select(it => (it.Key.From, it.Key.To, it.Key.IsAnswer, it.Value.Count, it.Value.Bytes));

    /// <summary>What happens earlier on the run's clock does not count.</summary>
    public long BeginsNs { get; set; }

    public static void AddTo(IServiceCollection services)
    {
        LaboratoryDoor.AddTo(services);
        services.TryAddSingleton<NameLog>();
    }

    /// <summary>The run's, which watches from the first call on. Zones that sign themselves have done so by then, and those above know their keys.</summary>
    public static async ValueTask<NameLog> OpenAsync(Scene scene)
    {
        foreach (var zone in scene.World.Names.Zones.Where(zone => zone.IsKept))
        {
            await scene.Mesh.AskAsync(grains => Done(grains.OwnerOf(zone.Name).WakeAsync()));
        }

        var log = scene.Mesh.Services.GetRequiredService<NameLog>();
        if (!log.isWatching)
        {
            log.isWatching = true;
            scene.Mesh.Services.GetRequiredService<LaboratoryDoor>().Watch(log.Heard);
        }

        return log;
    }

    public void Add(Lookup lookup)
    {
        lock (gate)
        {
            if (lookup.AskedNs >= BeginsNs)
            {
                lookups.Add(lookup);
            }
        }
    }

    private static async ValueTask<bool> Done(ValueTask call)
    {
        await call;
        return true;
    }

    private void Heard(long nowNs, Endpoint from, Endpoint to, WireMessage message)
    {
        if (message is DnsMessage dns && nowNs >= BeginsNs)
        {
            lock (gate)
            {
                var key = (from.Address, to.Address, dns.IsResponse);
                var (count, bytes) = messages.GetValueOrDefault(key);
                messages[key] = (count + 1, bytes + WireSize.OfDatagram(dns.WireLength));
            }
        }
    }
}
