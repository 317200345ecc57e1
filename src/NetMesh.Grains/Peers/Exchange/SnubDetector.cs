namespace NetMesh.Grains.Peers.Exchange;

/// <summary>
/// A neighbour that has unchoked us and lets us wait for a block for a minute snubs us (Cohen 2003 §3.2.4): it is unchoked only optimistically until it
/// sends again, and what was asked of it is asked of others.
/// </summary>
public static class SnubDetector
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <param name="awaited">Requests unanswered.</param>
    /// <param name="lastProgress">When the last block came, or the oldest wait began if none came since.</param>
    public static bool IsSnubbed(int awaited, TimeSpan lastProgress, TimeSpan now) => awaited > 0 && now - lastProgress >= Patience;
}
