namespace NetMesh.Clock;

/// <summary>Something that happens at a planned time: the end of a transmission, an arrival, a timer.</summary>
public interface ITimedEvent
{
    /// <summary>Runs the event.</summary>
    /// <param name="nowNs">The clock's time, in nanoseconds since the clock's start; never before the planned time.</param>
    /// <param name="argument">The number given when the event was planned.</param>
    void Fire(long nowNs, long argument);

    /// <summary>How many events before it fires it may hear of it first.</summary>
    const int Foresight = 6;

    /// <summary>
    /// The event fires soon: it may ask for what it will need (<see cref="Memory"/>), and must change nothing. Called for most events, on the virtual clock alone, with
    /// every number from <see cref="Foresight"/> down to 1, so that what was asked for before is there and can be followed.
    /// </summary>
    /// <param name="eventsAhead">Events that fire before it.</param>
    void Foresee(int eventsAhead)
    {
    }
}

/// <summary>Names a planned event so that it can be cancelled. The default value names none.</summary>
public readonly record struct EventHandle(long Value);

/// <summary>
/// The time on which the planet and the embedded grain host run, and the queue of what will happen. On the virtual clock events run on one
/// thread in order of (time, order of planning); on the wall clock they run on the clock's own thread.
/// </summary>
public interface IEventClock
{
    /// <summary>Nanoseconds since this clock's start.</summary>
    long NowNs { get; }

    /// <summary>Plans <paramref name="target"/> to fire at <paramref name="atNs"/>; a time in the past means as soon as possible.</summary>
    EventHandle Schedule(long atNs, ITimedEvent target, long argument = 0);

    /// <summary>Takes back a planned event. Returns false when it has fired, was cancelled before, or is the default handle.</summary>
    bool Cancel(EventHandle handle);

    /// <summary>
    /// Time moves only by running events, all of them on one thread; nothing needs a lock. False on the wall clock.
    /// </summary>
    bool IsVirtual { get; }

    /// <summary>The same time for code written against the framework: grains, timers, cancellation.</summary>
    TimeProvider TimeProvider { get; }
}
