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
}
