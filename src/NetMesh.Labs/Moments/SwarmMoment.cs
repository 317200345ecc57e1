namespace NetMesh.Labs.Moments;

/// <summary>What does not change about a swarm that is shown or recorded: comes before its moments.</summary>
/// <param name="Name">Its key.</param>
/// <param name="Title">The torrent's name.</param>
/// <param name="InfoHash">40 hexadecimal digits.</param>
/// <param name="Pieces">Of the torrent.</param>
/// <param name="Length">Bytes shared.</param>
/// <param name="Regions">Labels of all regions of the planet, in its order.</param>
/// <param name="Case">Of a recorded run: which one; null: a planet that runs.</param>
public sealed record SwarmStart(string Name, string Title, string InfoHash, int Pieces, long Length, IReadOnlyList<string> Regions, string? Case = null);

/// <summary>A swarm at one moment, and what happened since the moment before: the live feed sends it, a recording keeps it.</summary>
/// <param name="At">Seconds since the planet, or the recorded run, began.</param>
/// <param name="Copies">Of each piece, how many the present peers hold; 255 stands for 255 or more. In JSON it is base64.</param>
/// <param name="Min">Copies of the rarest piece.</param>
/// <param name="Mean">Copies of a piece in the mean.</param>
/// <param name="Max">Copies of the commonest piece.</param>
/// <param name="Rarest">How many pieces are as rare as the rarest one.</param>
/// <param name="Entropy">See <see cref="Probes.Swarms.PeerInterest.Share"/>; null while there are fewer than two leechers.</param>
/// <param name="Seeding">Peers that have everything.</param>
/// <param name="Leeching">Peers that lack something.</param>
/// <param name="Joined">Who came since the moment before.</param>
/// <param name="Left">Who left since then.</param>
/// <param name="Finished">Who got the last piece since then.</param>
/// <param name="Rates">Regions where anything has arrived so far.</param>
/// <param name="Regular">Neighbours unchoked since then for what they send.</param>
/// <param name="Optimistic">Neighbours unchoked since then as the optimistic one.</param>
public sealed record SwarmMoment(
    double At, byte[] Copies, int Min, double Mean, int Max, int Rarest, double? Entropy, int Seeding, int Leeching, long Joined, long Left, long Finished,
    IReadOnlyList<RegionRates> Rates, long Regular, long Optimistic);

/// <summary>Payload that arrived at a region's peers, in bytes per second since the moment before.</summary>
/// <param name="Region">Its label.</param>
/// <param name="Own">From peers of the same region.</param>
/// <param name="Others">From elsewhere.</param>
public sealed record RegionRates(string Region, long Own, long Others);
