namespace Orleans.Runtime;

/// <summary>A running timer of a grain; disposing it stops it.</summary>
public interface IGrainTimer : IDisposable
{
    /// <summary>Sets it anew. <see cref="Timeout.InfiniteTimeSpan"/> as the due time pauses it, as the period makes it fire once.</summary>
    void Change(TimeSpan dueTime, TimeSpan period);
}

/// <summary>How a grain timer behaves.</summary>
public readonly struct GrainTimerCreationOptions()
{
    [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
    public GrainTimerCreationOptions(TimeSpan dueTime, TimeSpan period)
        : this()
    {
        DueTime = dueTime;
        Period = period;
    }

    /// <summary>Until the first callback.</summary>
    public required TimeSpan DueTime { get; init; }

    /// <summary>From the end of one callback to the next; <see cref="Timeout.InfiniteTimeSpan"/>: never again.</summary>
    public required TimeSpan Period { get; init; }

    /// <summary>The callback may run while calls of the grain are under way.</summary>
    public bool Interleave { get; init; }

    /// <summary>A callback counts as use, so that the grain is not collected as idle.</summary>
    public bool KeepAlive { get; init; }
}
