using NetMesh.Protocols.Addressing;

namespace NetMesh.Grains.Trackers;

/// <summary>What a tracker grants and how much it is willing to remember.</summary>
public sealed record TrackerLimits
{
    private static readonly IPv4Address ThisMachine = new(127, 0, 0, 1);

    /// <summary>
    /// When peers are asked to announce again. A registration lives twice as long. Shorter than the half hour of public trackers, because a tracker's
    /// memory is soft state: one that came back on another silo knows everybody again after this time.
    /// </summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Peers in an answer when the announce leaves it to the tracker.</summary>
    public int UsualWanted { get; init; } = 50;

    /// <summary>Most peers in an answer, whatever was asked for.</summary>
    public int MaxWanted { get; init; } = 200;

    public int MaxTorrents { get; init; } = 100_000;

    /// <summary>A peer beyond this number gets an answer, but is not registered.</summary>
    public int MaxPeersPerTorrent { get; init; } = 20_000;

    /// <summary>
    /// An address's share of a crowded torrent: one that has more peers than a usual answer holds. Enough for the programs of a household behind one address, and
    /// little of the list for one who makes ports up. While an answer holds everybody, an address may be listed under any number of ports: they push nobody out.
    /// </summary>
    public int MaxOfAddressPerTorrent { get; init; } = 4;

    /// <summary>
    /// The share of 127.0.0.1, where all programs of this machine stand that chose no other address. Few would keep out none of them that means harm: the
    /// machine's addresses are all of 127.0.0.0/8.
    /// </summary>
    public int MaxOfThisMachinePerTorrent { get; init; } = 64;

    /// <summary>Peers in all torrents together, each in some hundred bytes. One beyond it is refused.</summary>
    public int MaxPeers { get; init; } = 2_000_000;

    /// <summary>
    /// Registrations of one address, over all ports and torrents: an address cannot be forged (BEP 15's connection id, TCP), ports and info-hashes can be made
    /// up without end.
    /// </summary>
    public int MaxOfAddress { get; init; } = 20_000;

    /// <summary>An open tracker takes any torrent; a closed one only those it was told of (<see cref="TorrentRegister.Allow"/>).</summary>
    public bool AcceptsUnknownTorrents { get; init; } = true;

    /// <summary>Peers of an address that nobody displaces from a torrent.</summary>
    internal int ShareOf(IPv4Address address) => address == ThisMachine ? MaxOfThisMachinePerTorrent : MaxOfAddressPerTorrent;
}
