using NetMesh.Protocols.Addressing;

namespace NetMesh.Protocols.BitTorrent.Trackers;

/// <summary>How real clients reach a tracker of the planet.</summary>
public static class TrackerUrls
{
    /// <summary>HTTP first; a client that gets no answer goes on to UDP, the next tier (BEP 12).</summary>
    public static IReadOnlyList<IReadOnlyList<string>> Of(Endpoint tracker) => [[$"http://{tracker}/announce"], [$"udp://{tracker}/announce"]];
}
