using NetMesh.Embedded.Silos;
using NetMesh.GrainModel.Calls;

namespace NetMesh.Embedded.Turns;

/// <summary>
/// Code outside of the grains that runs on the virtual clock's loop: what it awaits comes back there, and not to a test runner's threads. It may be of
/// a silo: then its calls are the silo's, and nothing of it goes on once the silo is dead.
/// </summary>
internal sealed class ClientMailbox(EmbeddedHost host, Silo? silo = null) : Mailbox(host)
{
    public override Silo? Silo => silo;

    /// <summary>Its silo is dead, and its services are disposed.</summary>
    public bool IsOver { get; set; }

    protected override bool IsDue => false;

    protected override bool IsLost => IsOver;

    /// <summary>Until disposed, what this thread runs is this code.</summary>
    public Scope Enter() => new(this);

    public override void Arrived(GrainCall call) => throw new NotSupportedException("nothing of a client can be called");

    public override string ToString() => silo is null ? "code outside of the grains" : $"code of silo {silo.Label} outside of the grains";

    protected override bool Begin(GrainCall call) => throw new NotSupportedException("nothing of a client can be called");

    protected override void Finish(GrainCall call) => throw new NotSupportedException("nothing of a client can be called");

    protected override void Attend()
    {
    }

    public readonly ref struct Scope
    {
        private readonly SynchronizationContext? before;

        public Scope(ClientMailbox entered)
        {
            before = Current;
            SetSynchronizationContext(entered);
        }

        public void Dispose() => SetSynchronizationContext(before);
    }
}
