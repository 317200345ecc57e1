using System.Collections.Immutable;
using NetMesh.Contracts.Names;
using NetMesh.Protocols.Dns.Changes;
using NetMesh.Protocols.Dns.Messages;
using NetMesh.Protocols.Dns.Names;
using NetMesh.Protocols.Dns.Records;
using NetMesh.Protocols.Dns.Security;
using NetMesh.Protocols.Dns.Zones;

namespace NetMesh.Grains.Zones;

/// <summary>
/// Owns a zone that changes: by updates, by signing, or because a server outside changes it. What changed is kept, and then told to the zone's servers on the planet, again
/// and again until each has heard, and to those outside.
/// </summary>
public sealed class ZoneGrain(
    [PersistentState("zone", "netmesh")] IPersistentState<KeptZone> keptZone,
    [PersistentState("zone-changes-older", "netmesh")] IPersistentState<KeptZoneChanges> keptOlder,
    [PersistentState("zone-changes-recent", "netmesh")] IPersistentState<KeptZoneChanges> keptRecent,
    [PersistentState("zone-changes", "netmesh")] IPersistentState<KeptZoneChanges> keptChanges,
    [PersistentState("zone-keys", "netmesh")] IPersistentState<KeptZoneKeys> keptKeys,
    [PersistentState("zone-primary", "netmesh")] IPersistentState<KeptPrimary> keptPrimary,
    NamePlan names,
    TimeProvider time,
    IServiceProvider services) : Grain, IZoneGrain
{
    private const int MostJournalRecords = 50_000;

    private static readonly TimeSpan TendEvery = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan TellAgainAfter = TimeSpan.FromSeconds(5);

    private readonly HashSet<string> untold = [];
    private ZonePlan plan = null!;
    private ZoneStore store = null!;
    private ZoneKeyring keyring = null!;
    private SecondaryWatch? secondary;
    private ZoneNotices? notices;
    private Zone? zone;
    private ZoneJournal journal = new(MostJournalRecords);

    private DateTimeOffset Today => time.GetUtcNow();

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var name = DomainName.Parse(this.GetPrimaryKeyString());
        plan = names.ZoneOf(name) ?? new ZonePlan(name, null, []);
        store = new ZoneStore(name, keptZone, keptOlder, keptRecent, keptChanges);
        keyring = new ZoneKeyring(plan.Signing, keptKeys) { Algorithm = plan.Algorithm, Trust = EntryPointTrusts.Of(plan, names) };
        if (store.HasZone)
        {
            (zone, var changes) = store.Read();
            journal = changes.Aggregate(journal, (all, change) => all.With(change));
        }

        await keyring.BeginAsync(Today);
        if (plan.Zone is { } given && (zone is null || SerialNumber.IsAfter(given.Serial, store.GivenSerial)))
        {
            await TakeGivenAsync(given);
        }

        if (services.GetService(typeof(IOutsideNames)) is IOutsideNames outside)
        {
            secondary = plan.Primary is { } primary ? new SecondaryWatch(outside, plan, primary, keptPrimary, zone, Today) : null;
            notices = new ZoneNotices(outside, plan);
        }

        if (plan.IsKept)
        {
            this.RegisterGrainTimer(static (grain, _) => grain.TendAsync(), this, TimeSpan.Zero, secondary is null ? TendEvery : SecondaryWatch.LookEvery);
        }

        if (store.HasZone)
        {
            Tell();
        }
    }

    public ValueTask<ImmutableArray<DnsMessage>> TransferAsync(DnsMessage query) => new(zone is null || secondary is { IsExpired: true }
        ? []
        : [.. ZoneTransfer.Answer(query, zone, journal)]);

    public async ValueTask<ResponseCode> UpdateAsync(DnsMessage update)
    {
        if (zone is null || plan.Primary is not null)
        {
            return ResponseCode.ServFail;
        }

        if (keyring.Signs && update.Authorities.Any(record => ZoneSigner.IsMade(record.Type)))
        {
            return ResponseCode.Refused;
        }

        var outcome = ZoneUpdate.Apply(zone, update);
        if (outcome.Change is not null)
        {
            await KeepAsync(keyring.SignChange(outcome.Zone, zone, Today));
        }

        return outcome.Code;
    }

    public ValueTask HearNoticeAsync()
    {
        secondary?.HearNotice();
        return WakeAsync();
    }

    public ValueTask<DnsMessage> GiveKeysAsync() => new(new DnsMessage
    {
        Id = 0,
        Flags = MessageFlags.Response | MessageFlags.Authoritative,
        Question = new Question(plan.Name, RecordType.DNSKEY),
        Answers = zone?.Apex.Set(RecordType.DNSKEY)?.Records ?? [],
    });

    public async ValueTask WakeAsync() => await TendAsync();

    public async ValueTask<bool> RollAsync(bool isEntryPoint) => zone is not null && await keyring.RollAsync(isEntryPoint, Today) && await SignAgainAsync(zone);

    public async ValueTask<bool> HearOfDelegationAsync() => keyring.Trust == EntryPointTrust.Outside && await keyring.ReleaseAsync(Today);

    public ValueTask<ImmutableArray<ZoneKeyState>> ListKeysAsync() => new([.. keyring.Keys.Select(key => key.ToState(plan.Name))]);

    // The world's zone replaces what was kept of an earlier one. Secondaries that have a later serial than it would take it for an old one.
    private async Task TakeGivenAsync(Zone given)
    {
        var signed = keyring.Sign(given, null, Today);
        while (zone is not null && !SerialNumber.IsAfter(signed.Serial, zone.Serial))
        {
            signed = keyring.Sign(given.With(SerialNumber.After(zone.Soa)), null, Today);
        }

        await store.KeepAsync(signed, given.Serial);
        zone = signed;
    }

    // What is to be done now and then.
    private async Task TendAsync()
    {
        try
        {
            if (zone is { } held && keyring.Signs && (await keyring.StepAsync(held, Today) || keyring.IsRenewalDue(held, Today)))
            {
                await SignAgainAsync(held);
            }

            if (secondary is not null)
            {
                await LookAsync(secondary);
            }
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // The disk, or another activation that wrote there: whoever is woken next sees what it left.
            DeactivateOnIdle();
            return;
        }

        await EntrustAsync();
    }

    private async Task LookAsync(SecondaryWatch watch)
    {
        var wasExpired = watch.IsExpired;
        if (await watch.LookAsync(zone, Today) is { } transferred)
        {
            await KeepAsync(transferred.Zone, transferred.Changes);
        }
        else if (watch.IsExpired != wasExpired)
        {
            _ = TellServersAsync();
        }
    }

    // The zone above, if it is signed, points at our keys. It may not be there at the moment: it is told again the next time.
    private async Task EntrustAsync()
    {
        if (!keyring.Signs || names.ParentOf(plan.Name) is not { Signing: not ZoneSigning.None } parent)
        {
            return;
        }

        try
        {
            var update = Delegation.Entrust(parent.Name, plan.Name, keyring.EntryPoints.Select(key => key.DelegationSigner(plan.Name)));
            if (await GrainFactory.OwnerOf(parent.Name).UpdateAsync(update) is ResponseCode.NoError or ResponseCode.NXRRSet)
            {
                // It points at no other key now: if it does not delegate the zone at all, at none.
                await keyring.ReleaseAsync(Today);
            }
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
        }
    }

    private async Task<bool> SignAgainAsync(Zone held)
    {
        await KeepAsync(keyring.Sign(held.With(SerialNumber.After(held.Soa)), held, Today));
        return true;
    }

    private Task KeepAsync(Zone next) => KeepAsync(next, [ZoneChange.Between(zone!, next)]);

    private async Task KeepAsync(Zone next, ImmutableArray<ZoneChange> changes)
    {
        try
        {
            if (changes is [var change])
            {
                await store.KeepAsync(change, next);
            }
            else if (zone != next)
            {
                await store.KeepAsync(next, store.GivenSerial);
            }
        }
        catch
        {
            // Nobody knows what is on disk now: whoever is woken next will.
            DeactivateOnIdle();
            throw;
        }

        zone = next;
        journal = changes.Aggregate(journal, (all, each) => all.With(each));
        Tell();
    }

    private void Tell() => _ = TellAsync();

    // First the planet's servers: those outside ask one of them as soon as they hear of it, and would be told that nothing has changed.
    private async Task TellAsync()
    {
        await TellServersAsync();
        notices?.Tell(zone!);
    }

    private Task TellServersAsync()
    {
        untold.Clear();
        return Task.WhenAll(plan.Servers.Select(server => TellAsync(server.ToString())));
    }

    private async Task TellAsync(string server)
    {
        try
        {
            await GrainFactory.GetGrain<INameServerGrain>(server).RefreshAsync(plan.Name.ToString());
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            // Its silo died, say. When it is woken elsewhere it asks by itself; if it lives, it is to hear of this.
            if (untold.Add(server) && untold.Count == 1)
            {
                this.RegisterGrainTimer(static (grain, _) => grain.TellAgain(), this, TellAgainAfter, Timeout.InfiniteTimeSpan);
            }
        }
    }

    private Task TellAgain()
    {
        if (untold.Count > 0)
        {
            _ = TellServersAsync();
        }

        return Task.CompletedTask;
    }
}
