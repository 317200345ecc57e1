using System.Globalization;
using NetMesh.Commands;
using NetMesh.Contracts.Hosts;
using NetMesh.Control;
using NetMesh.Protocols.Addressing;
using NetMesh.Protocols.BitTorrent.Torrents;
using NetMesh.Protocols.BitTorrent.Trackers;

namespace NetMesh.Planets;

/// <content>Hosts of the planet join a torrent that somebody else made: they come empty-handed, and meet real clients at the planet's tracker.</content>
internal sealed partial class PlanetSwarms
{
    private const string JoinedPrefix = "joined-";

    /// <summary>Makes hosts join, and remembers it. Joining the same torrent twice is joining it once.</summary>
    /// <exception cref="CommandFailure">The file is no torrent, none of its trackers is the planet's, or there are not enough free hosts.</exception>
    public async Task<JoinedTorrent> JoinAsync(JoinRequest request)
    {
        if ((RefusalOf(request.Region) ?? (request.Peers < 1 ? $"{request.Peers} peers cannot join; expected at least 1" : null)) is { } refusal)
        {
            throw new CommandFailure(ExitCodes.Unusable, refusal);
        }

        var torrent = ReadTorrent(request.Path);
        var tracker = TrackerIn(torrent, (own, named) => own == named) ?? throw new CommandFailure(
            ExitCodes.Unusable,
            Tracker is { } ours
                ? $"{request.Path} names no tracker of this planet, where its peers would meet; make it with {string.Join(" or ", TrackerUrls.Of(ours).Select(tier => tier[0]))}"
                : NoTracker);
        var name = JoinedPrefix + torrent.InfoHash;
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

    // The tracker's host is the one it was, its port may be another than when the torrent was joined.
    private async Task RejoinAsync(SharedRecord record, Metainfo torrent)
    {
        if ((TrackerIn(torrent, (own, named) => own.Address == named.Address) ?? Tracker) is { } tracker)
        {
            var swarm = new PlanetSwarm(record.Name, MetainfoWriter.WithTrackers(torrent, TrackerUrls.Of(tracker)), MembersOf(record));
            await StartAsync(swarm, plan => plan with { Tracker = tracker });
        }
    }

    private Endpoint? TrackerIn(Metainfo torrent, Func<Endpoint, Endpoint, bool> isSame)
    {
        var ours = settings.World.Services.Where(service => service.Service == ServiceNames.Tracker).Select(service => TrackerOf(service.Host)).ToList();
        foreach (var url in torrent.Trackers.SelectMany(tier => tier))
        {
            if (Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "udp"
                && Endpoint.TryParse(string.Create(CultureInfo.InvariantCulture, $"{uri.Host}:{uri.Port}"), out var named))
            {
                foreach (var own in ours.Where(own => isSame(own, named)))
                {
                    return own;
                }
            }
        }

        return null;
    }

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
