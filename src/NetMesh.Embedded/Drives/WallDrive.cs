using System.Runtime.ExceptionServices;
using NetMesh.Clock;
using NetMesh.Embedded.Turns;

namespace NetMesh.Embedded.Drives;

/// <summary>Turns on the thread pool, of many grains at once.</summary>
internal sealed class WallDrive(IEventClock clock) : Drive(clock)
{
    public override void Schedule(Mailbox mailbox) => ThreadPool.UnsafeQueueUserWorkItem(mailbox, preferLocal: true);

    public override bool Allows(Mailbox mailbox) => true;

    public override void Enter()
    {
    }

    // As the thread pool does with an exception nobody catches.
    public override void Unhandled(Exception error) =>
        ThreadPool.UnsafeQueueUserWorkItem(static error => ExceptionDispatchInfo.Throw((Exception)error!), error);
}
