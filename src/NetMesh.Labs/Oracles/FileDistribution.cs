namespace NetMesh.Labs.Oracles;

/// <summary>
/// How long it takes at least until the last of N hosts has a file (Kurose and Ross, "Peer-to-peer file distribution"). Headers are not counted: give the
/// length with them where that matters.
/// </summary>
public static class FileDistribution
{
    /// <summary>The server sends every copy itself: <c>max{ N·F/u_s, F/d_min }</c>.</summary>
    public static TimeSpan ClientServer(long fileBits, int receivers, long serverUpBitsPerSecond, long slowestDownBitsPerSecond) =>
        TimeSpan.FromSeconds(Math.Max(
            (double)receivers * fileBits / serverUpBitsPerSecond,
            (double)fileBits / slowestDownBitsPerSecond));

    /// <summary>Receivers pass on what they have: <c>max{ F/u_s, F/d_min, N·F/(u_s + Σu_i) }</c>.</summary>
    public static TimeSpan PeerToPeer(
        long fileBits, int receivers, long serverUpBitsPerSecond, long slowestDownBitsPerSecond, long sumOfPeerUpBitsPerSecond) =>
        TimeSpan.FromSeconds(Math.Max(
            Math.Max((double)fileBits / serverUpBitsPerSecond, (double)fileBits / slowestDownBitsPerSecond),
            (double)receivers * fileBits / (serverUpBitsPerSecond + sumOfPeerUpBitsPerSecond)));
}
