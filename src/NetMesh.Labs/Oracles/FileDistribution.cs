namespace NetMesh.Labs.Oracles;

/// <summary>
/// How long it takes at least until the last of N hosts has a file (Kurose and Ross, "Peer-to-peer file distribution"). Headers are not counted: give the
/// length with them where that matters.
/// </summary>
public static class FileDistribution
{
    /// <summary>The server sends every copy itself: <c>max{ N·F/u_s, F/d_min }</c>.</summary>
    public static TimeSpan ClientServer(long fileBits, int receivers, long serverUpBitsPerSecond, long slowestDownBitsPerSecond) =>
        TimeSpan.FromSeconds(ClientServer((double)fileBits, receivers, serverUpBitsPerSecond, slowestDownBitsPerSecond));

    /// <summary>The same in seconds; a rate may be infinite.</summary>
    public static double ClientServer(double fileBits, double receivers, double serverUpBitsPerSecond, double slowestDownBitsPerSecond) =>
        Math.Max(receivers * fileBits / serverUpBitsPerSecond, fileBits / slowestDownBitsPerSecond);

    /// <summary>Receivers pass on what they have: <c>max{ F/u_s, F/d_min, N·F/(u_s + Σu_i) }</c>.</summary>
    public static TimeSpan PeerToPeer(
        long fileBits, int receivers, long serverUpBitsPerSecond, long slowestDownBitsPerSecond, long sumOfPeerUpBitsPerSecond) =>
        TimeSpan.FromSeconds(PeerToPeer((double)fileBits, receivers, serverUpBitsPerSecond, slowestDownBitsPerSecond, sumOfPeerUpBitsPerSecond));

    /// <summary>The same in seconds; a rate may be infinite.</summary>
    public static double PeerToPeer(
        double fileBits, double receivers, double serverUpBitsPerSecond, double slowestDownBitsPerSecond, double sumOfPeerUpBitsPerSecond) =>
        Math.Max(
            Math.Max(fileBits / serverUpBitsPerSecond, fileBits / slowestDownBitsPerSecond),
            receivers * fileBits / (serverUpBitsPerSecond + sumOfPeerUpBitsPerSecond));
}
