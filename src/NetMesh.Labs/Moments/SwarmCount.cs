using NetMesh.Labs.Probes.Swarms;

namespace NetMesh.Labs.Moments;

/// <summary>What has been counted of a swarm so far: two of them make a <see cref="SwarmMoment"/>.</summary>
/// <param name="Copies">See <see cref="SwarmMoment.Copies"/>.</param>
/// <param name="Spread">The same in four numbers.</param>
/// <param name="Entropy">Null while there are fewer than two leechers.</param>
/// <param name="Seeding">Peers that have everything.</param>
/// <param name="Leeching">Peers that lack something.</param>
/// <param name="Joined">Who ever came.</param>
/// <param name="Left">Who ever left.</param>
/// <param name="Finished">Who ever got the last piece.</param>
/// <param name="Received">Payload bytes that ever arrived, by the receivers' region.</param>
/// <param name="Regular">Neighbours ever unchoked for what they send.</param>
/// <param name="Optimistic">Neighbours ever unchoked as the optimistic one.</param>
internal sealed record SwarmCount(
    byte[] Copies, CopyCount Spread, double? Entropy, int Seeding, int Leeching, long Joined, long Left, long Finished, IReadOnlyList<RegionBytes> Received,
    long Regular, long Optimistic)
{
    /// <summary>A swarm of which no peer has been here.</summary>
    public static SwarmCount None(int pieces) => new(new byte[pieces], new CopyCount(0, 0, 0, pieces), null, 0, 0, 0, 0, 0, [], 0, 0);
}

/// <param name="Own">From peers of the same region.</param>
/// <param name="Others">From elsewhere.</param>
internal readonly record struct RegionBytes(string Region, long Own, long Others);
