using NetMesh.Contracts.Names;
using NetMesh.Protocols.Dns.Changes;
using NetMesh.Protocols.Dns.Zones;

namespace NetMesh.Grains.Zones;

/// <summary>
/// Tells servers outside that a zone has changed (RFC 1996), each by itself: one that is silent holds up no other, and while it is told nothing else is sent to it, however
/// often the zone changes meanwhile.
/// </summary>
internal sealed class ZoneNotices(IOutsideNames outside, ZonePlan plan)
{
    // Those that are being told, and what they are to be told next.
    private readonly Dictionary<OutsideServer, Zone?> told = [];

    public void Tell(Zone zone)
    {
        foreach (var server in plan.Secondaries)
        {
            if (!told.TryAdd(server, null))
            {
                told[server] = zone;
                continue;
            }

            _ = TellAsync(server, zone);
        }
    }

    private async Task TellAsync(OutsideServer server, Zone zone)
    {
        for (Zone? next = zone; next is not null; told[server] = null)
        {
            // One that does not hear it asks by itself, when its refresh is due.
            await outside.AskAsync(plan.Servers[0], server, ZoneNotice.Of(next, id: 0));
            next = told[server];
        }

        told.Remove(server);
    }
}
