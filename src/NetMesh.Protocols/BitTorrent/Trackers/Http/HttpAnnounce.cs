namespace NetMesh.Protocols.BitTorrent.Trackers.Http;

/// <summary>An announce as it came over HTTP: what it says, and in which form it wants the peers.</summary>
/// <param name="Announce">What the peer says.</param>
/// <param name="Compact">Six bytes a peer (BEP 23) rather than a dictionary each (BEP 3).</param>
public sealed record HttpAnnounce(AnnounceRequest Announce, bool Compact);
