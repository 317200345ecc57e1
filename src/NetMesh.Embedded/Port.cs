using System.Runtime.CompilerServices;
using NetMesh.Embedded.Activations;
using NetMesh.Embedded.Turns;
using NetMesh.GrainModel.Calls;

namespace NetMesh.Embedded;

/// <summary>Where calls enter the host: finds the grain's activation and hands the call over.</summary>
/// <remarks>
/// 1. A generated proxy takes a call from its pool, fills in the arguments and comes here.
/// 2. <see cref="Locate"/>: the reference remembers its activation; else the directory has it, or makes one on a silo that <c>Placer</c> chooses.
/// 3. <see cref="Mailbox.Accept"/>: an idle grain runs the call at once, within the caller's turn; else it is queued and a drive runs it later.
/// 4. <see cref="CallMailbox"/> decides whether it may begin; the grain's method runs; the outcome goes back to the caller's turn.
/// </remarks>
internal sealed class Port(EmbeddedHost host) : GrainPort
{
    internal override IGrainFactory Factory => host.Grains;

    internal override bool Start(GrainReference reference, GrainCall call)
    {
        host.Drive.Enter();
        call.Context = RequestContext.Current;
        var token = call.CallerToken;
        if (token.IsCancellationRequested)
        {
            call.Fail(new OperationCanceledException(token));
            return true;
        }

        CallMailbox receiver;
        try
        {
            receiver = Locate(reference);
        }
        catch (Exception error) when (error is OrleansException or ArgumentException or InvalidOperationException)
        {
            call.Fail(error);
            return true;
        }

        return receiver.Accept(call);
    }

    internal override void Post(GrainReference reference, GrainCall call)
    {
        host.Drive.Enter();
        call.Context = RequestContext.Current;
        try
        {
            var receiver = Locate(reference);
            call.Runner = receiver;
            receiver.Enqueue(call);
        }
        catch (OrleansException error)
        {
            host.Log.OneWayFailed(error, call);
        }
    }

    internal override IAsyncEnumerable<TItem> Enumerate<TItem>(GrainReference reference, EnumerationCall<TItem> call) =>
        new RemoteSequence<TItem>(this, reference, call);

    /// <summary>The activation that a call arrived at has ended: on to the next one.</summary>
    public void SendOn(GrainCall call)
    {
        try
        {
            call.Target!.Cached = null;
            var receiver = Locate(call.Target);
            call.Runner = receiver;
            receiver.Enqueue(call);
        }
        catch (OrleansException error)
        {
            host.Flights.Fail(call, error);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public CallMailbox Locate(GrainReference reference)
    {
        var cached = reference.Cached;
        if (cached is Activation activation && activation.IsValid)
        {
            return activation;
        }

        return cached is LocalObject observer ? observer : Find(reference);
    }

    private Activation Find(GrainReference reference)
    {
        var found = host.Directory.Find(reference.GrainId);
        if (found.GrainClass.MaxLocalWorkers is null)
        {
            reference.Cached = found;
        }

        return found;
    }
}
