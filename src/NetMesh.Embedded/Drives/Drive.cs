using NetMesh.Clock;
using NetMesh.Embedded.Turns;

namespace NetMesh.Embedded.Drives;

/// <summary>Where turns run: on the thread pool, or one after another on the thread of the virtual clock.</summary>
internal abstract class Drive(IEventClock clock)
{
    public IEventClock Clock { get; } = clock;

    public bool IsVirtual { get; } = clock.IsVirtual;

    /// <summary>On the virtual clock: code outside of the loop has called a grain, whose turn runs inside of that call.</summary>
    public bool IsOccupied { get; set; }

    /// <summary>Has the mailbox executed; it owns its turn already.</summary>
    public abstract void Schedule(Mailbox mailbox);

    /// <summary>Whether this thread may post to grains. On the virtual clock a foreign thread ends the run with its stack.</summary>
    public abstract bool Allows(Mailbox mailbox);

    /// <summary>Throws when this thread may not call grains.</summary>
    public abstract void Enter();

    /// <summary>Something threw where nobody can catch it.</summary>
    public abstract void Unhandled(Exception error);
}
