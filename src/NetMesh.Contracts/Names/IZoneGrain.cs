using System.Collections.Immutable;
using NetMesh.Protocols.Dns.Messages;
using NetMesh.Protocols.Dns.Names;
using Orleans.Concurrency;

namespace NetMesh.Contracts.Names;

/// <summary>
/// The owner of a zone, keyed by the zone's name. Its state is the zone's only truth; servers answer from copies, which they get as any secondary does. What it says was
/// done is on disk.
/// </summary>
public interface IZoneGrain : IGrainWithStringKey
{
    /// <summary>Gives the zone, or what has changed in it (RFC 5936, RFC 1995): the messages of the answer. None while there is no zone, or one too old to be answered from.</summary>
    /// <param name="query">A question of type AXFR or IXFR.</param>
    [AlwaysInterleave]
    ValueTask<ImmutableArray<DnsMessage>> TransferAsync(DnsMessage query);

    /// <summary>Changes the zone (RFC 2136), all of it or nothing. Whoever sent it may: that has been settled.</summary>
    /// <returns>What to answer. With <see cref="ResponseCode.NoError"/> the change is there for good.</returns>
    ValueTask<ResponseCode> UpdateAsync(DnsMessage update);

    /// <summary>The primary outside says that it has changed (RFC 1996).</summary>
    ValueTask HearNoticeAsync();

    /// <summary>The keys of a zone that is signed, as the answer to a question of type DNSKEY: what its entry points are, those trust who ask for them.</summary>
    [AlwaysInterleave]
    ValueTask<DnsMessage> GiveKeysAsync();

    /// <summary>Does what is due: signatures are renewed, the zone above learns of the keys, the primary outside is looked at. Returns when it is done.</summary>
    ValueTask WakeAsync();

    /// <summary>Begins to replace the key that signs the zone's records (RFC 6781 §4.1.1.1); false while a replacement is under way, or the zone is not signed.</summary>
    ValueTask<bool> RollAsync();
}

/// <summary>Where owners of zones are found.</summary>
public static class ZoneOwners
{
    /// <summary>The owner of a zone: one, whatever the case of the letters in which it is named.</summary>
    public static IZoneGrain OwnerOf(this IGrainFactory grains, DomainName zone) => grains.GetGrain<IZoneGrain>(zone.ToCanonical().ToString());
}
