namespace NetMesh.Protocols.Wire;

/// <summary>
/// One process of a planet that several processes run together, in one life of it: a process that dies and comes back is another site. Drawn at random.
/// The default value names none.
/// </summary>
public readonly record struct SiteId(long Value)
{
    public override string ToString() => $"site {Value:x16}";
}

/// <summary>An end of a stream, and the process that holds it.</summary>
public readonly record struct TrunkEnd(SiteId Site, ConnectionEnd End)
{
    public override string ToString() => $"{End} at {Site}";
}

/// <summary>What one process tells another about a stream whose ends they hold.</summary>
public enum TrunkKind : byte
{
    /// <summary>The called host answered: the first frame back. From here on its end is known by <see cref="TrunkFrame.From"/>.</summary>
    Accepted,

    /// <summary>A message came out of the path.</summary>
    Data,

    /// <summary>The other end closed after everything it had sent.</summary>
    Closed,

    /// <summary>Refused, dropped, or unknown there.</summary>
    Reset,

    /// <summary>The receiver takes no more for now.</summary>
    Pause,

    /// <summary>The receiver takes messages again.</summary>
    Resume,

    /// <summary>The receiver has handed over <see cref="TrunkFrame.Bytes"/> more of what was sent: that much may follow.</summary>
    Taken,

    /// <summary>
    /// <see cref="TrunkFrame.Bytes"/> frames have been sent so far: outside of their order, so that the last of them is missed too if it was lost.
    /// </summary>
    Tally,
}

/// <summary>One thing that crosses between two processes on a stream between two of their hosts.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="From">The sending end: where an answer goes.</param>
/// <param name="Message">For <see cref="TrunkKind.Data"/>, the protocol message; otherwise none.</param>
/// <param name="Bytes">For <see cref="TrunkKind.Taken"/>, how many; for <see cref="TrunkKind.Tally"/>, how many frames; otherwise 0.</param>
public readonly record struct TrunkFrame(TrunkKind Kind, TrunkEnd From, WireMessage? Message = null, long Bytes = 0)
{
    /// <summary>For the trace hash. Sites are left out: they are drawn anew in every run.</summary>
    public ulong TraceIdentity => TraceMix.Mix(TraceMix.Mix((ulong)Kind, (ulong)From.End.Value), Message?.TraceIdentity ?? (ulong)Bytes);
}
