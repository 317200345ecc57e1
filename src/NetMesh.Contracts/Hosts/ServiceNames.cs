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

    /// <summary>A name server, UDP and TCP on one port number (<see cref="Names.INameServerGrain"/>).</summary>
    public const string NameServer = "name-server";

    /// <summary>Where name servers listen (RFC 1035 §4.2).</summary>
    public const ushort NameServerPort = 53;

    /// <summary>Where they listen for TLS (RFC 7858 §3.1).</summary>
    public const ushort NameServerTlsPort = 853;

    /// <summary>Where whatever is asked over HTTPS listens (RFC 9110 §4.2.2).</summary>
    public const ushort HttpsPort = 443;

    /// <summary>Every service, by its name.</summary>
    public static IReadOnlyDictionary<string, ushort> WellKnownPorts { get; } = new Dictionary<string, ushort>
    {
        [Peer] = PeerPort,
        [Tracker] = TrackerPort,
        [NameServer] = NameServerPort,
    };
}
