using NetMesh.Clock;
using NetMesh.Contracts.Trackers;
using NetMesh.Grains.Hosts;
using NetMesh.Grains.Placement;
using NetMesh.Planet;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.BitTorrent.Trackers;
using NetMesh.Protocols.BitTorrent.Trackers.Udp;
using NetMesh.Protocols.Wire;

namespace NetMesh.Grains.Trackers;

/// <summary>
/// A tracker on a host. What it knows is in <see cref="TorrentRegister"/>, in memory only: a tracker lost with its silo is told everything again within
/// an announce interval.
/// </summary>
[PlacedInHostRegion]
public sealed class TrackerGrain(INetwork network, TimeProvider time, RandomStreams streams, TrackerLimits limits)
    : HostGrain(network, time), ITrackerGrain
{
    private readonly TimeProvider time = time;
    private TorrentRegister register = null!;
    private UdpConnectionIds connectionIds = null!;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var random = streams.Get($"tracker/{Address}");
        connectionIds = new UdpConnectionIds(random.NextBits());
        register = new TorrentRegister(limits, random);
        var sweepEvery = limits.Interval / 2;
        this.RegisterGrainTimer(Sweep, new GrainTimerCreationOptions { DueTime = sweepEvery, Period = sweepEvery, KeepAlive = true });
        return Task.CompletedTask;
    }

    public ValueTask<AnnounceAnswer> AnnounceAsync(AnnounceRequest request) => ValueTask.FromResult(register.Announce(request, time.GetUtcNow()));

    public ValueTask<ScrapeAnswer> ScrapeAsync(ScrapeRequest request) => ValueTask.FromResult(register.Scrape(request));

    protected override void OnDatagram(Endpoint from, Endpoint to, WireMessage message)
    {
        if (message is UdpTrackerPacket packet && Answer(packet, from) is { } answer)
        {
            Network.SendDatagram(to, from, answer);
        }
    }

    private UdpTrackerPacket? Answer(UdpTrackerPacket packet, Endpoint from)
    {
        var now = time.GetUtcNow();
        switch (packet)
        {
            case ConnectRequest:
                return new ConnectAnswer(packet.TransactionId, connectionIds.Issue(from, now));

            // Not answered at all: the id proves that the sender receives what is sent to its address.
            case UdpAnnounce { ConnectionId: var id } when !connectionIds.IsValid(id, from, now):
            case UdpScrape { ConnectionId: var scrapeId } when !connectionIds.IsValid(scrapeId, from, now):
                return null;
            case UdpAnnounce announce:
                var answer = register.Announce(announce.Announce, now);
                return answer.Failure is { } failure
                    ? new UdpTrackerFailure(packet.TransactionId, failure)
                    : new UdpAnnounceAnswer(packet.TransactionId, answer);
            case UdpScrape scrape:
                return new UdpScrapeAnswer(packet.TransactionId, register.Scrape(scrape.Scrape));
            default:
                return null;
        }
    }

    private Task Sweep()
    {
        register.Sweep(time.GetUtcNow());
        return Task.CompletedTask;
    }
}
