using NetMesh.Embedded.Silos;
using NetMesh.Embedded.Turns;
using NetMesh.GrainModel.Calls;

namespace NetMesh.Embedded.Activations;

/// <summary>An observer: an object outside of any grain that receives calls in turns of its own. It dies with the silo that it is of.</summary>
internal sealed class LocalObject(EmbeddedHost host, Silo? silo, GrainId id, object observer) : CallMailbox(host)
{
    private volatile object? receiver = observer;

    public override Silo? Silo => silo;

    public override string TraceName => id.ToString();

    protected override object? Receiver => receiver;

    protected override bool IsReentrant => false;

    protected override bool IsLost => silo is { IsAlive: false };

    protected override ulong Identity { get; } = TracePayload.Of(id.ToString());

    public void Forget() => receiver = null;

    public override string ToString() => id.ToString();

    protected override bool Begin(GrainCall call)
    {
        if (IsLost)
        {
            call.Fail(new SiloUnavailableException($"{call.Method} on {id} was lost: silo {silo!.Label} is gone"));
            return true;
        }

        if (receiver is null)
        {
            call.Fail(new OrleansMessageRejectionException($"{call.Method}: the observer's reference was deleted"));
            return true;
        }

        return base.Begin(call);
    }
}
