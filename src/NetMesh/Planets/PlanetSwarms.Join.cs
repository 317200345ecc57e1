using System.Globalization;
using NetMesh.Commands;
using NetMesh.Contracts.Hosts;
using NetMesh.Control;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.BitTorrent.Torrents;
using NetMesh.Protocols.BitTorrent.Trackers;

namespace NetMesh.Planets;

/// <content>
/// Hosts of the planet join a torrent that somebody else made: they come empty-handed, and meet real clients and peers of other planets at a tracker of this planet,
/// or at one elsewhere under the planet's prefix, to which they speak over real UDP.
/// </content>
internal sealed partial class PlanetSwarms
{
    /// <summary>Makes hosts join, and remembers it. Joining the same torrent twice is joining it once.</summary>
    /// <exception cref="CommandFailure">The file is no torrent, none of its trackers is the planet's, or there are not enough free hosts.</exception>
    public async Task<JoinedTorrent> JoinAsync(JoinRequest request)
    {
        if ((RefusalOf(request.Region) ?? (request.Peers < 1 ? $"{request.Peers} peers cannot join; expected at least 1" : null)) is { } refusal)
        {
            throw new CommandFailure(ExitCodes.Unusable, refusal);
        }

        var torrent = ReadTorrent(request.Path);
        var tracker = TrackerIn(torrent, (known, named) => known == named) ?? TrackerBeyond(torrent) ?? throw new CommandFailure(
            ExitCodes.Unusable,
            Tracker is { } ours
                ? $"{request.Path} names no tracker of this planet, where its peers would meet; make it with {string.Join(" or ", TrackerUrls.Of(ours).Select(tier => tier[0]))}"
                : $"{request.Path} names no UDP tracker in {settings.World.Prefix}, and this world has none; give one of its hosts 'runs: tracker'");
        var name = NameOf("joined", torrent);
        if (Named(name) is not { } swarm)
        {
            var record = new SharedRecord(name, request.Path, TakeHostsToJoin(request), IsJoined: true);
            record.Write(data.Shared, torrent.InfoHash.ToString(), torrent.Encoded);
            swarm = new PlanetSwarm(name, torrent, MembersOf(record));
            await StartAsync(swarm, plan => plan with { Tracker = tracker });
        }

        return new JoinedTorrent(
            torrent.Name, name, MagnetLink.Of(torrent).ToString(), torrent.InfoHash.ToString(), torrent.Shape.Length, torrent.Shape.PieceCount,
            tracker.ToString(), Views(swarm));
    }

    // Silos of one cluster give a torrent members of their own: to share or join it at two of them makes two groups, which meet at the tracker.
    private string NameOf(string kind, Metainfo torrent) =>
        settings.Seat is { Silo: { } silo } ? $"{kind}-{torrent.InfoHash}-{silo.Label}" : $"{kind}-{torrent.InfoHash}";

    // The tracker's host is the one it was, its port may be another than when the torrent was joined.
    private async Task RejoinAsync(SharedRecord record, Metainfo torrent)
    {
        if (TrackerIn(torrent, (known, named) => known.Address == named.Address) is not { } known)
        {
            if (TrackerBeyond(torrent) is { } beyond)
            {
                await StartAsync(new PlanetSwarm(record.Name, torrent, MembersOf(record)), plan => plan with { Tracker = beyond });
                return;
            }

            if (Tracker is not { } other)
            {
                return;
            }

            known = other;
        }

        var swarm = new PlanetSwarm(record.Name, MetainfoWriter.WithTrackers(torrent, TrackerUrls.Of(known)), MembersOf(record));
        await StartAsync(swarm, plan => plan with { Tracker = known });
    }

    /// <summary>A tracker of the world, be it on this planet or abroad, that the torrent names.</summary>
    private Endpoint? TrackerIn(Metainfo torrent, Func<Endpoint, Endpoint, bool> isSame)
    {
        var ours = settings.World.Services.Where(service => service.Service == ServiceNames.Tracker).Select(service => TrackerOf(service.Host)).ToList();
        foreach (var (_, named) in TrackersNamedBy(torrent))
        {
            foreach (var own in ours.Where(own => isSame(own, named)))
            {
                return own;
            }
        }

        return null;
    }

    /// <summary>A UDP tracker under the planet's prefix that is no host of this planet: one that the world does not know, run by somebody else.</summary>
    private Endpoint? TrackerBeyond(Metainfo torrent)
    {
        foreach (var (scheme, named) in TrackersNamedBy(torrent))
        {
            if (scheme == "udp" && settings.World.Prefix.Contains(named.Address) && map.HostAt(named.Address) is null)
            {
                return named;
            }
        }

        return null;
    }

    private static IEnumerable<(string Scheme, Endpoint Named)> TrackersNamedBy(Metainfo torrent) =>
        from url in torrent.Trackers.SelectMany(tier => tier)
        let uri = Uri.TryCreate(url, UriKind.Absolute, out var parsed) ? parsed : null
        where uri is { Scheme: "http" or "udp" }
        let endpoint = Endpoint.TryParse(string.Create(CultureInfo.InvariantCulture, $"{uri.Host}:{uri.Port}"), out var named) ? named : default
        where endpoint != default
        select (uri.Scheme, endpoint);

    private IReadOnlyList<string> TakeHostsToJoin(JoinRequest request)
    {
        try
        {
            return TakeHosts(request.Peers, request.Region);
        }
        catch (IOException e)
        {
            throw new CommandFailure(ExitCodes.Failed, e.Message);
        }
    }

    private static Metainfo ReadTorrent(string path)
    {
        byte[] bytes;
        try
        {
            // One byte more than is allowed is enough to see that it is too large, whatever the path leads to.
            using var file = File.OpenRead(path);
            bytes = new byte[Math.Min(file.Length, MetainfoLimits.Usual.MaxEncodedLength) + 1];
            bytes = bytes[..file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new CommandFailure(ExitCodes.Unusable, $"{path} cannot be read ({e.Message.ReplaceLineEndings(" ").TrimEnd('.')})");
        }

        var read = MetainfoReader.Read(bytes);
        return read.IsComplete ? read.Value
            : read.IsInvalid ? throw new CommandFailure(ExitCodes.Unusable, $"{path} is no torrent: {read.Error}")
            : throw new CommandFailure(ExitCodes.Unusable, $"{path} is no torrent: it was cut off after {bytes.Length} bytes");
    }
}
