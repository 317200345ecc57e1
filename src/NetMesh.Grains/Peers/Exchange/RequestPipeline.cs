namespace NetMesh.Grains.Peers.Exchange;

/// <summary>
/// How many requests to keep unanswered at a neighbour, so that its answers never pause for a round trip (Cohen 2003 §2.3 kept five): what it delivers
/// in two round trips and the time that a request may wait (<see cref="SlackFor"/>). Not yet filled, the pipe lets the number double every round trip; once the neighbour's uplink is the
/// limit, waiting longer does not raise it, because the shortest round trip counts. A mutable value, held by its connection.
/// </summary>
public struct RequestPipeline
{
    /// <summary>Fewest requests to keep.</summary>
    public const int Least = 4;

    /// <summary>Most requests to keep: 4 MiB of usual blocks, more than 500 MB/s need on one machine. Clients promise room for 250 (libtorrent's <c>reqq</c>).</summary>
    public const int Most = 250;

    /// <summary>The least time for which a request may wait somewhere on its way.</summary>
    public static readonly TimeSpan LeastSlack = TimeSpan.FromSeconds(2);

    // The wait varies: with the mean alone the pipe would often run dry.
    private const int Waits = 3;

    private int depth;
    private int limit;
    private int arrived;
    private TimeSpan roundBegan;
    private TimeSpan sampleSent;
    private TimeSpan shortest;
    private long sampleAt;
    private long answered;

    /// <summary>Requests to keep unanswered now.</summary>
    public readonly int Depth => limit > 0 && depth > limit ? limit : depth < Least ? Least : depth;

    /// <summary>Requests to send now: the pipe is filled up when it is half empty, so that several requests share a write.</summary>
    /// <param name="awaited">Requests unanswered.</param>
    public readonly int Refill(int awaited) => 2 * awaited <= Depth ? Depth - awaited : 0;

    /// <summary>The neighbour drops requests beyond this many (<c>reqq</c>, BEP 10).</summary>
    public void Limit(int most) => limit = Math.Max(1, most);

    /// <summary>
    /// For how long requests may wait. They wait in our own uplink, too, behind a block for each neighbour that we serve. With less slack than that, a busy
    /// thin uplink let the pipe run dry, and with it the downlink and a fast seed's uplink.
    /// </summary>
    /// <param name="blockLength">Bytes of a block.</param>
    /// <param name="upBitsPerSecond">Our uplink; 0: unlimited.</param>
    /// <param name="served">Neighbours that share it.</param>
    public static TimeSpan SlackFor(int blockLength, long upBitsPerSecond, int served)
    {
        var wait = upBitsPerSecond == 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(8.0 * blockLength * served / upBitsPerSecond);
        return Waits * wait > LeastSlack ? Waits * wait : LeastSlack;
    }

    /// <summary>
    /// How many requests may be unanswered at all neighbours together: what our downlink takes in the time for which requests may wait. More of them
    /// only make a queue before our own downlink, in which a neighbour's choke waits, too: we would go on asking whoever has choked us long ago, and
    /// once it unchoked us again it would send what we had asked of others meanwhile. (A downlink of 200 kb/s shared by fifteen seeds had a queue of forty
    /// seconds, and every twelfth block came twice.)
    /// </summary>
    /// <param name="blockLength">Bytes of a block.</param>
    /// <param name="downBitsPerSecond">Our downlink; 0: unlimited.</param>
    /// <param name="slack">For how long requests may wait (<see cref="SlackFor"/>).</param>
    public static int RoomFor(int blockLength, long downBitsPerSecond, TimeSpan slack) =>
        downBitsPerSecond == 0 ? int.MaxValue : (int)Math.Min(int.MaxValue, Math.Ceiling(slack.TotalSeconds * downBitsPerSecond / (8.0 * blockLength)));

    /// <summary>Begins anew, after an unchoke.</summary>
    public void Restart(TimeSpan now)
    {
        depth = Least;
        arrived = 0;
        roundBegan = now;
        sampleAt = -1;
        shortest = TimeSpan.Zero;
    }

    /// <summary>Requests were sent.</summary>
    /// <param name="awaitedBefore">Requests that were unanswered before them.</param>
    public void Sent(int awaitedBefore, TimeSpan now)
    {
        if (sampleAt < 0)
        {
            // The answer to the first of them measures the round trip.
            sampleAt = answered + awaitedBefore + 1;
            sampleSent = now;
        }
    }

    /// <summary>A request was answered.</summary>
    /// <param name="slack">For how long requests may wait.</param>
    public void Answered(TimeSpan now, TimeSpan slack)
    {
        answered++;
        arrived++;
        if (answered == sampleAt)
        {
            var took = now - sampleSent;
            shortest = shortest == TimeSpan.Zero || took < shortest ? took : shortest;
            sampleAt = -1;
        }

        if (2 * arrived >= Depth && shortest > TimeSpan.Zero)
        {
            var round = Math.Max(1, (now - roundBegan).Ticks);
            var wanted = arrived * ((2 * shortest) + slack).Ticks / round;
            depth = (int)Math.Clamp(wanted, Math.Max(Least, depth / 2), Math.Min(Most, 2 * Depth));
            arrived = 0;
            roundBegan = now;
        }
    }
}
