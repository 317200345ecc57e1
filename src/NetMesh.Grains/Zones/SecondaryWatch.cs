using NetMesh.Contracts.Names;
using NetMesh.Protocols.Dns.Changes;
using NetMesh.Protocols.Dns.Messages;
using NetMesh.Protocols.Dns.Records;
using NetMesh.Protocols.Dns.Zones;

namespace NetMesh.Grains.Zones;

/// <summary>
/// Keeps a zone as its primary outside has it: looks when the zone's start of authority says so, or the primary itself (RFC 1034 §4.3.5, RFC 1996), and gives the zone up
/// when nothing was heard for too long.
/// </summary>
/// <param name="outside">Reaches it.</param>
/// <param name="plan">Which zone, and which of our servers asks.</param>
/// <param name="primary">Whom.</param>
/// <param name="kept">When it was heard, over restarts, too.</param>
/// <param name="begin">The zone that was kept; null for none.</param>
/// <param name="today">The calendar's time.</param>
internal sealed class SecondaryWatch(IOutsideNames outside, ZonePlan plan, OutsideServer primary, IPersistentState<KeptPrimary> kept, Zone? begin, DateTimeOffset today)
{
    /// <summary>How often to ask whether it is time to look.</summary>
    public static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);

    // Until there is a zone that says how long to wait.
    private static readonly TimeSpan FirstRetry = TimeSpan.FromSeconds(10);

    private DateTimeOffset next;
    private bool isNoticed;

    /// <summary>Nothing was heard for longer than the zone may be answered from (RFC 1035 §3.3.13).</summary>
    public bool IsExpired { get; private set; } = IsOver(begin, kept.State.Heard, today);

    /// <summary>The primary says that it has changed.</summary>
    public void HearNotice() => isNoticed = true;

    /// <summary>Looks, if it is time to. Returns what was transferred; null when nothing new came.</summary>
    /// <param name="held">The zone as it is; null for none.</param>
    /// <param name="now">The calendar's time.</param>
    public async Task<Transferred?> LookAsync(Zone? held, DateTimeOffset now)
    {
        // A zone kept when nobody wrote down when it was heard counts as heard now.
        if (held is not null && kept.State.Heard is null)
        {
            await HearAsync(now);
        }

        if (!isNoticed && now < next)
        {
            return null;
        }

        isNoticed = false;
        var transferred = held is null || await SerialAsync() is not { } serial ? await TransferUnlessSilentAsync(held)
            : SerialNumber.IsAfter(serial, held.Serial) ? await outside.TransferAsync(plan.Servers[0], primary, plan.Name, held)
            : new Transferred(held, []);
        var zone = transferred?.Zone ?? held;
        if (transferred is not null)
        {
            await HearAsync(now);
        }

        next = now + (zone is null ? FirstRetry : Seconds(zone, transferred is null ? Timer.Retry : Timer.Refresh));
        IsExpired = IsOver(zone, kept.State.Heard, now);
        return transferred?.Zone == held ? null : transferred;
    }

    private static bool IsOver(Zone? zone, DateTimeOffset? heard, DateTimeOffset now) => zone is not null && now - heard > Seconds(zone, Timer.Expire);

    private async Task HearAsync(DateTimeOffset now)
    {
        kept.State = new KeptPrimary { Heard = now };
        await kept.WriteStateAsync();
    }

    // Without a zone there is nothing to compare; without a word there is nothing to transfer.
    private async Task<Transferred?> TransferUnlessSilentAsync(Zone? held) => held is null ? await outside.TransferAsync(plan.Servers[0], primary, plan.Name, null) : null;

    private async Task<uint?> SerialAsync()
    {
        var answer = await outside.AskAsync(plan.Servers[0], primary, new DnsMessage { Id = 0, Question = new Question(plan.Name, RecordType.SOA) });
        return answer is { Code: ResponseCode.NoError, Answers: [{ Type: RecordType.SOA } soa, ..] } ? soa.Data.Number(2) : null;
    }

    private static TimeSpan Seconds(Zone zone, Timer timer) => TimeSpan.FromSeconds(Math.Max(1, zone.Soa.Data.Number((int)timer)));

    private enum Timer
    {
        Refresh = 3,
        Retry = 4,
        Expire = 5,
    }
}
