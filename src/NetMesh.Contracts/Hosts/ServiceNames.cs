namespace NetMesh.Contracts.Hosts;

/// <summary>The kinds of programs that the planet's directory can list on a host's port, and the well-known port of each.</summary>
public static class ServiceNames
{
    /// <summary>A BitTorrent peer (<see cref="Peers.IPeerGrain"/>).</summary>
    public const string Peer = "peer";

    /// <summary>The first of the ports that BEP 3 names for peers.</summary>
    public const ushort PeerPort = 6881;

    /// <summary>A BitTorrent tracker, UDP and HTTP on one port number (<see cref="Trackers.ITrackerGrain"/>).</summary>
    public const string Tracker = "tracker";

    /// <summary>Where trackers listen by custom, over HTTP and UDP alike.</summary>
    public const ushort TrackerPort = 6969;
}
