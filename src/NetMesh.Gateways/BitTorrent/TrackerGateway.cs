using System.Collections.Concurrent;
using NetMesh.Contracts.Trackers;
using NetMesh.Gateways.Transport;
using NetMesh.Planet;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.BitTorrent.Trackers;

namespace NetMesh.Gateways.BitTorrent;

/// <summary>
/// The one place where announces and scrapes of real clients meet the tracker they asked, whichever transport they came over. The way there and back takes as
/// long as it would on the planet.
/// </summary>
public sealed class TrackerGateway(IGrainFactory grains, INetwork network, TimeProvider time)
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

    /// <summary>Whether anything gets from the client to the tracker and back now. A host without power, or behind a cut, answers nobody.</summary>
    public bool Reaches(Endpoint client, Endpoint tracker) =>
        network.Reaches(client.Address, tracker.Address) && network.Reaches(tracker.Address, client.Address);

    /// <summary>How long a greeting and its answer take, be it the set-up of a connection or a datagram: one round trip.</summary>
    public TimeSpan SetUpTime(Endpoint client, Endpoint tracker) =>
        network.OneWayDelay(client.Address, tracker.Address, 40) + network.OneWayDelay(tracker.Address, client.Address, 40);

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

        try
        {
            await DelayAsync(network.OneWayDelay(client.Address, tracker.Address, request.WireLength));
            var answer = await ask(grain, request);
            await DelayAsync(network.OneWayDelay(tracker.Address, client.Address, answer.WireLength));
            return answer;
        }
        catch (Exception error)
        {
            activity.Fail(error.Message);
            throw;
        }
    }

    internal ValueTask DelayAsync(TimeSpan delay) => delay > TimeSpan.Zero ? new ValueTask(Task.Delay(delay, time)) : default;
}
