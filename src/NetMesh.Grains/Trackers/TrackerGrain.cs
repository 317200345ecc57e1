using NetMesh.Clock;
using NetMesh.Contracts.Hosts;
using NetMesh.Contracts.Trackers;
using NetMesh.Grains.Hosts;
using NetMesh.Grains.Placement;
using NetMesh.Planet.Hosts;
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
public sealed class TrackerGrain(HostSurroundings surroundings, PortPlan ports, RandomStreams streams, TrackerLimits limits)
    : HostGrain(surroundings), ITrackerGrain
{
    private readonly TimeProvider time = surroundings.Time;
    private TorrentRegister register = null!;
    private UdpTrackerServer server = null!;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var random = streams.Get($"tracker/{Address}");
        Span<byte> key = stackalloc byte[16];
        random.NextBytes(key);
        server = new UdpTrackerServer(new ConnectionIdMint(key), limits.MaxWanted);
        register = new TorrentRegister(limits, random) { Bug = Bug };
        Listen(new Endpoint(Address, ports.RealPort(ServiceNames.TrackerPort)), ServiceNames.Tracker);
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
        var turn = server.Receive(packet, from, now);
        return turn.Request switch
        {
            UdpAnnounce announce => UdpTrackerServer.AnswerTo(announce, register.Announce(announce.Announce, now)),
            UdpScrape scrape => UdpTrackerServer.AnswerTo(scrape, register.Scrape(scrape.Scrape)),
            _ => turn.Answer,
        };
    }

    private Task Sweep()
    {
        register.Sweep(time.GetUtcNow());
        return Task.CompletedTask;
    }
}
