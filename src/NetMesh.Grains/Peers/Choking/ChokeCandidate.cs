namespace NetMesh.Grains.Peers.Choking;

/// <summary>A neighbour as a choker sees it in one round.</summary>
public struct ChokeCandidate
{
    /// <summary>Before any time a clock tells.</summary>
    public static readonly TimeSpan Never = TimeSpan.MinValue;

    /// <summary>Names the neighbour; the same in every round.</summary>
    public int Neighbour;

    /// <summary>Where the caller keeps the neighbour; not looked at by chokers.</summary>
    public int Index;

    /// <summary>It wants something from us; nobody else is ever unchoked.</summary>
    public bool IsInterested;

    /// <summary>It has let us wait for a minute (<see cref="Exchange.SnubDetector"/>).</summary>
    public bool IsSnubbing;

    /// <summary>Payload received from it lately, bytes per second.</summary>
    public long RateReceived;

    /// <summary>It is unchoked now.</summary>
    public bool IsUnchoked;

    /// <summary>When it was last unchoked, or choked again if it is choked; <see cref="Never"/> if it never was unchoked.</summary>
    public TimeSpan Since;

    /// <summary>When its last turn as optimistic unchoke began.</summary>
    public TimeSpan LastOptimistic;

    /// <summary>A random number, new in every round: decides between equals.</summary>
    public int Lot;

    /// <summary>The choker's answer.</summary>
    public bool IsChosen;
}
