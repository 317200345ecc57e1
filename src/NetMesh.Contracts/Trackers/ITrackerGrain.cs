using NetMesh.Contracts.Hosts;
using NetMesh.Protocols.BitTorrent.Trackers;

namespace NetMesh.Contracts.Trackers;

/// <summary>A BitTorrent tracker on a host. Grain peers reach it with UDP tracker datagrams, real clients through the gateway, which calls these.</summary>
public interface ITrackerGrain : IHostGrain
{
    /// <summary>Registers the announce and returns other peers of the torrent, or an answer with <see cref="AnnounceAnswer.Failure"/> set.</summary>
    ValueTask<AnnounceAnswer> AnnounceAsync(AnnounceRequest request);

    /// <summary>The numbers of some torrents; unknown ones are left out.</summary>
    ValueTask<ScrapeAnswer> ScrapeAsync(ScrapeRequest request);
}
