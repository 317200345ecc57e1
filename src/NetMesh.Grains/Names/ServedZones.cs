using System.Collections.Immutable;
using NetMesh.Contracts.Names;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.Dns.Changes;
using NetMesh.Protocols.Dns.Messages;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;
using NetMesh.Protocols.Dns.Zones;

namespace NetMesh.Grains.Names;

/// <summary>
/// The zones of a server. Those that change it copies from their owners (<see cref="IZoneGrain"/>), and passes on to them what is to change; it answers on when an owner is
/// gone for a while.
/// </summary>
internal sealed class ServedZones(IPv4Address host, NamePlan plan, IGrainFactory grains, Action<AuthoritativeServer> publish)
{
    private static readonly ZoneJournal NoChanges = new(MostRecords: 0);
    private static readonly TimeSpan LeastRefresh = TimeSpan.FromMinutes(1);

    /// <summary>What answers from them.</summary>
    public AuthoritativeServer Server { get; private set; } = new(plan.ZonesOn(host).Where(zone => !zone.IsKept).Select(zone => zone.Zone!));

    /// <summary>How often to look whether the owners have something new, should they not have been able to say so; null when nothing changes.</summary>
    public TimeSpan? RefreshEvery => plan.ZonesOn(host).Any(zone => zone.IsKept) ? LeastRefresh : null;

    /// <summary>Copies all zones that change, as far as they have.</summary>
    public async Task FetchAsync()
    {
        foreach (var zone in plan.ZonesOn(host).Where(zone => zone.IsKept))
        {
            await RefreshAsync(zone.Name);
        }
    }

    /// <summary>Looks whether owners have something new, as far as they can be reached.</summary>
    public async Task LookAsync()
    {
        foreach (var zone in plan.ZonesOn(host).Where(zone => zone.IsKept))
        {
            try
            {
                await RefreshAsync(zone.Name);
            }
            catch (Exception error) when (error is not OutOfMemoryException)
            {
                // The owner, or its silo, is not there at the moment: what is held is answered from.
            }
        }
    }

    /// <summary>Copies a zone, or what has changed in it.</summary>
    public async ValueTask RefreshAsync(DomainName name)
    {
        var held = Server.ZoneOf(name);
        var query = ZoneTransfer.Ask(name, 0, held?.Soa);
        var messages = await grains.OwnerOf(name).TransferAsync(query);
        var zone = Read(query, held, messages);
        if (zone is null && !messages.IsEmpty)
        {
            query = ZoneTransfer.Ask(name, 0);
            zone = Read(query, null, await grains.OwnerOf(name).TransferAsync(query));
        }

        // Another refresh may have overtaken this one. What was said before stands while nothing has changed.
        var now = Server.ZoneOf(name);
        if (zone is null || now is null || (zone != now && (now == held || SerialNumber.IsAfter(zone.Serial, now.Serial))))
        {
            Server = Server.With(name, zone);
            publish(Server);
        }
    }

    /// <summary>The keys of the planet's root, by which everything below it can be checked; none where it is not signed.</summary>
    public async Task<ImmutableArray<ResourceRecord>> RootKeysAsync() =>
        plan.ZoneOf(DomainName.Root) is { Signing: not ZoneSigning.None } ? (await grains.OwnerOf(DomainName.Root).GiveKeysAsync()).Answers : plan.RootKeys;

    /// <summary>The messages that give a zone, or what has changed in it, to one who may have it; what is said to others is one message, too.</summary>
    public async ValueTask<ImmutableArray<DnsMessage>> TransferAsync(DnsMessage query, string? key)
    {
        if (Zone(query) is not { } zone)
        {
            return [AuthoritativeServer.Refuse(query, ResponseCode.NotAuth)];
        }

        if (!zone.MayTransfer(Named(key)))
        {
            return [AuthoritativeServer.Refuse(query, ResponseCode.Refused)];
        }

        var messages = zone.IsKept ? await grains.OwnerOf(zone.Name).TransferAsync(query) : [.. ZoneTransfer.Answer(query, zone.Zone!, NoChanges)];
        return messages.IsEmpty ? [AuthoritativeServer.Refuse(query, ResponseCode.ServFail)] : messages;
    }

    /// <summary>Answers one who wants to change a zone (RFC 2136), or says that one has changed (RFC 1996).</summary>
    public async ValueTask<DnsMessage> HearAsync(Endpoint client, DnsMessage message, string? key) => message.Opcode == Opcode.Notify
        ? ZoneNotice.Answer(message, name => Notice(name, client, key))!
        : AuthoritativeServer.Refuse(message, await UpdateAsync(client, message, key));

    // An address is nobody's proof: of a primary with a key only what it signs with that counts.
    private bool Notice(DomainName name, Endpoint client, string? key)
    {
        if (plan.ZonesOn(host).FirstOrDefault(zone => zone.Name.Equals(name))?.Primary is not { } primary
            || !(primary.Key is { } shared ? shared.Name.Equals(Named(key)) : client.Address == primary.At.Address))
        {
            return false;
        }

        _ = PassOnAsync(name);
        return true;
    }

    private async Task PassOnAsync(DomainName name)
    {
        try
        {
            await grains.OwnerOf(name).HearNoticeAsync();
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // The primary says it again, or the owner looks by itself.
        }
    }

    private async Task<ResponseCode> UpdateAsync(Endpoint client, DnsMessage update, string? key)
    {
        if (Zone(update) is not { } zone)
        {
            return ResponseCode.NotAuth;
        }

        var may = (Named(key) is { } shown && zone.Updaters.Contains(shown)) || (zone.IsUpdatedByAll && plan.MayResolve(client.Address));
        if (!may)
        {
            return ResponseCode.Refused;
        }

        try
        {
            var code = await grains.OwnerOf(zone.Name).UpdateAsync(update);
            if (code == ResponseCode.NoError)
            {
                await RefreshAsync(zone.Name);
            }

            return code;
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // Nobody knows whether the owner kept it: the client is to ask, or to send it again.
            return ResponseCode.ServFail;
        }
    }

    private ZonePlan? Zone(DnsMessage message) =>
        message.Question is { } question ? plan.ZonesOn(host).FirstOrDefault(zone => zone.Name.Equals(question.Name)) : null;

    private static DomainName? Named(string? key) => key is null ? null : DomainName.Parse(key);

    private static Zone? Read(DnsMessage query, Zone? held, ImmutableArray<DnsMessage> messages)
    {
        var reader = new TransferReader(query, held);
        foreach (var message in messages)
        {
            if (reader.Read(message) is { IsComplete: true } read)
            {
                return read.Value.Zone;
            }
        }

        return null;
    }
}
