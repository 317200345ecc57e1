using System.Collections.Concurrent;
using NetMesh.Contracts.Trackers;
using NetMesh.Gateways.Transport;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.BitTorrent.Trackers;

namespace NetMesh.Gateways.BitTorrent;

/// <summary>
/// The one place where announces and scrapes of real clients meet the tracker they asked, whichever transport they came over. The way there and back takes as
/// long as it would on the planet.
/// </summary>
public sealed class TrackerGateway(IGrainFactory grains, RoundTrips trips)
{
    private readonly ConcurrentDictionary<IPv4Address, ITrackerGrain> trackers = new();

    /// <summary>Registers an announce. The answer's <see cref="AnnounceAnswer.Failure"/> says why it was refused.</summary>
    /// <param name="client">Where the request came from.</param>
    /// <param name="tracker">The host that was asked.</param>
    /// <param name="traffic">What the client speaks.</param>
    public ValueTask<AnnounceAnswer> AnswerAsync(Endpoint client, Endpoint tracker, AnnounceRequest request, GatewayMetrics.Traffic traffic) =>
        TravelAsync(client, tracker, request, traffic, "announce", static (grain, asked) => grain.AnnounceAsync(asked));

    /// <summary>The numbers of some torrents.</summary>
    public ValueTask<ScrapeAnswer> AnswerAsync(Endpoint client, Endpoint tracker, ScrapeRequest request, GatewayMetrics.Traffic traffic) =>
        TravelAsync(client, tracker, request, traffic, "scrape", static (grain, asked) => grain.ScrapeAsync(asked));

    private async ValueTask<TAnswer> TravelAsync<TRequest, TAnswer>(
        Endpoint client, Endpoint tracker, TRequest request, GatewayMetrics.Traffic traffic, string what, Func<ITrackerGrain, TRequest, ValueTask<TAnswer>> ask)
        where TRequest : Protocols.Wire.WireMessage
        where TAnswer : Protocols.Wire.WireMessage
    {
        var grain = trackers.GetOrAdd(tracker.Address, static (address, factory) => factory.GetGrain<ITrackerGrain>(address.ToString()), grains);
        using var activity = GatewayActivities.Request(traffic, what, client, tracker);
        if (request is AnnounceRequest announce)
        {
            activity?.SetTag("netmesh.info_hash", announce.InfoHash.ToString());
        }

        return await trips.AskAsync(client, tracker, grain, request, activity, ask);
    }
}
