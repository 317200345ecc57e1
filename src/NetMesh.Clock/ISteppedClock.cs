namespace NetMesh.Clock;

/// <summary>An event clock whose time stands still between events and is moved by whoever owns the run: the virtual clock.</summary>
public interface ISteppedClock : IEventClock
{
    /// <summary>
    /// Moves the time to the next planned event and fires it, if that is planned at or before <paramref name="limitNs"/>. Returns false, and moves
    /// nothing, when there is none.
    /// </summary>
    bool Step(long limitNs);

    /// <summary>Moves the time forward to <paramref name="ns"/>, up to which every event must have fired.</summary>
    void AdvanceTo(long ns);
}
