namespace NetMesh.Gateways.Transport;

/// <summary>What a gateway grants one connection.</summary>
public sealed record StreamLimits
{
    /// <summary>From the connection's start to its first whole message.</summary>
    public TimeSpan HandshakeTime { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Between two whole messages. (BitTorrent peers keep connections alive every two minutes.)</summary>
    public TimeSpan IdleTime { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>Bytes waiting for a slow client at which its end of the network takes no more.</summary>
    public int PauseAt { get; init; } = 1 << 20;

    /// <summary>Bytes waiting at which it takes more again.</summary>
    public int ResumeAt { get; init; } = 1 << 18;

    /// <summary>Bytes waiting at which the client is cut off, whatever the sender was still entitled to send: those on a long path, as a rule.</summary>
    public int CutOffAt { get; init; } = 64 << 20;

    /// <summary>
    /// Bytes that may wait on the host's side for a client that has its end paused and goes on sending. A host stops sending blocks when its queue is full,
    /// but what a client's own messages make it say comes on top.
    /// </summary>
    public int CutOffBehindAt { get; init; } = 8 << 20;

    /// <summary>How long the client's socket may take nothing while something waits for it. (It takes half a megabyte at a time, or all there is.)</summary>
    public TimeSpan StallTime { get; init; } = TimeSpan.FromMinutes(2);
}
