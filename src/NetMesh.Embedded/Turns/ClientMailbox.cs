using NetMesh.GrainModel.Calls;

namespace NetMesh.Embedded.Turns;

/// <summary>Code outside of the grains that runs on the virtual clock's loop: what it awaits comes back there, and not to a test runner's threads.</summary>
internal sealed class ClientMailbox(EmbeddedHost host) : Mailbox(host)
{
    protected override bool IsDue => false;

    public override void Arrived(GrainCall call) => throw new NotSupportedException("nothing of a client can be called");

    public override string ToString() => "code outside of the grains";

    protected override bool Begin(GrainCall call) => throw new NotSupportedException("nothing of a client can be called");

    protected override void Finish(GrainCall call) => throw new NotSupportedException("nothing of a client can be called");

    protected override void Attend()
    {
    }
}
