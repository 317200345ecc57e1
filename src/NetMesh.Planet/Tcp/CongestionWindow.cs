using NetMesh.Planet.Links;

namespace NetMesh.Planet.Tcp;

/// <summary>
/// How much a TCP sender may have under way: slow start and congestion avoidance (RFC 5681), from an initial window of ten segments (RFC 6928), with loss
/// learned from duplicate acknowledgements (RFC 6675) and answered in proportion (RFC 6937). All lengths are bytes on the wire, a segment 1500 of them.
/// </summary>
/// <remarks>
/// It counts in rounds instead of acknowledgements. A round begins with a segment and ends when that segment is acknowledged; until then one window may be
/// sent. From then on acknowledgements come in as fast as the slowest link let the segments through, and each lets at least one follow: the whole next window
/// may go, back to back, exactly when a sender that counts them could send it. This is the model of the textbooks (Kurose and Ross, "Modeling latency") and of
/// Padhye et al. 1998, so that what they prove of it can be measured. Every segment is acknowledged at once: there are no delayed acknowledgements.
/// </remarks>
internal struct CongestionWindow
{
    /// <summary>RFC 6928.</summary>
    public const long Initial = 10 * WireSize.Segment;

    private const long Nowhere = -1;

    private long window;
    private long threshold;
    private long limit;
    private long allowed;
    private long sent;
    private long lostAt;
    private long recoversUntil;

    /// <param name="limit">The receiver's window: more is never under way.</param>
    public CongestionWindow(long limit)
    {
        this.limit = Math.Max(limit, WireSize.Segment);
        window = allowed = Math.Min(Initial, this.limit);
        threshold = long.MaxValue;
        lostAt = Nowhere;
    }

    /// <summary>When the first segment of the round under way is acknowledged.</summary>
    public long RoundEndNs { get; private set; }

    /// <summary>What may be sent in a round.</summary>
    public readonly long Size => window;

    /// <summary>Sent in this round so far.</summary>
    public readonly long Sent => sent;

    /// <summary>What is sent next begins a round.</summary>
    public readonly bool BeginsRound => sent == 0;

    /// <summary>The first segment of the round is lost.</summary>
    public readonly bool LostAll => lostAt == 0;

    private readonly bool IsFull => allowed - sent < WireSize.Segment;

    /// <summary>How much may be sent now.</summary>
    public long Room(long nowNs)
    {
        if (sent > 0 && nowNs >= RoundEndNs)
        {
            EndRound();
        }

        return allowed - sent;
    }

    /// <summary>So much is sent.</summary>
    /// <param name="bytes">No more than there was room for.</param>
    /// <param name="acknowledgedNs">If it begins a round, when its first segment will be acknowledged.</param>
    public void Send(int bytes, long acknowledgedNs)
    {
        if (sent == 0)
        {
            RoundEndNs = acknowledgedNs;
        }

        sent += bytes;
    }

    /// <summary>The path loses what was sent at this place of the round. Acknowledgements say so in the next round; of one window's losses the first counts.</summary>
    public void Lose(long place)
    {
        if (lostAt == Nowhere && place >= recoversUntil)
        {
            lostAt = Math.Max(0, place);
        }
    }

    /// <summary>A queue on the way is full. What is under way when this is learned fills it further, which is not another loss.</summary>
    public void Overflow()
    {
        if (recoversUntil == 0)
        {
            Lose(sent);
        }
    }

    /// <summary>Nothing was acknowledged for so long that what was sent is sent again: one segment alone (RFC 5681 §3.1).</summary>
    public void TimeOut()
    {
        threshold = HalfOfFlight;
        window = allowed = WireSize.Segment;
        sent = recoversUntil = 0;
        lostAt = Nowhere;
    }

    /// <summary>Nothing was sent for a retransmission time-out: what the path can carry may have changed (RFC 5681 §4.1).</summary>
    public void Restart()
    {
        if (sent > 0)
        {
            EndRound();
        }

        window = allowed = Math.Min(window, Initial);
        recoversUntil = 0;
    }

    private readonly long Flight => Math.Min(IsFull ? allowed : sent, window);

    private readonly long HalfOfFlight => Math.Max(Flight / 2, 2 * WireSize.Segment);

    private void EndRound()
    {
        if (lostAt != Nowhere)
        {
            // The loss is heard of in the middle of the coming round, at the place where it happened in this one. Until then as many segments leave as are
            // acknowledged, from then on one for every two.
            var (flight, heardAt) = (Flight, Math.Min(lostAt, Flight));
            window = threshold = HalfOfFlight;
            allowed = Math.Max((flight + heardAt) / 2, WireSize.Segment);
            // What is lost until then belongs to the same window.
            recoversUntil = Math.Max(heardAt, 1);
            lostAt = Nowhere;
        }
        else
        {
            Grow();
            allowed = window = Math.Min(window, limit);
        }

        sent = 0;
    }

    // Of a round without a loss.
    private void Grow()
    {
        if (recoversUntil > 0)
        {
            recoversUntil = 0;
        }
        else if (window < threshold)
        {
            // What was not used does not grow (RFC 7661).
            window = sent > window / 2 ? Math.Min(window + sent, threshold) : window;
        }
        else if (IsFull)
        {
            window += WireSize.Segment;
        }
    }
}
