using System.Runtime.CompilerServices;
using NetMesh.Embedded.Activations;
using NetMesh.Embedded.Silos;
using NetMesh.Embedded.Turns;
using NetMesh.GrainModel.Calls;

namespace NetMesh.Embedded;

/// <summary>Where calls enter the host: finds the grain's activation and hands the call over.</summary>
/// <remarks>
/// 1. A generated proxy takes a call from its pool, fills in the arguments and comes here.
/// 2. <see cref="Locate"/>: the reference remembers its activation; else the directory has it, or makes one on a silo that <c>Placer</c> chooses.
/// 3. <see cref="Mailbox.Accept"/>: an idle grain runs the call at once, within the caller's turn; else it is queued and a drive runs it later.
/// 4. <see cref="CallMailbox"/> decides whether it may begin; the grain's method runs; the outcome goes back to the caller's turn.
/// Where silos are some time apart, a call to another one travels between 2 and 3, and its outcome at the end of 4: see <see cref="Crossings"/>.
/// </remarks>
/// <param name="silo">The silo whose references these are; null: nobody's in particular.</param>
internal sealed class Port(EmbeddedHost host, GrainFactory factory, Silo? silo) : GrainPort
{
    // Whether it matters which silo a call comes from.
    private readonly bool asksWhence = silo is not null || host.Crossings is not null;

    // On the virtual clock nothing depends on who listens.
    private readonly bool isTraced = !host.IsVirtual;

    internal override IGrainFactory Factory => factory;

    // A reference may have been handed on: who is running now decides, and who made the reference only where that is nobody's code.
    private Silo? Caller => Running ?? silo;

    private static Silo? Running => (SynchronizationContext.Current as Mailbox)?.Silo;

    internal override bool Start(GrainReference reference, GrainCall call)
    {
        host.Drive.Enter();
        call.Context = RequestContext.Current;
        if (isTraced)
        {
            call.Activity = CallActivities.Cause;
        }

        var token = call.CallerToken;
        if (token.IsCancellationRequested)
        {
            call.Fail(new OperationCanceledException(token));
            return true;
        }

        if (asksWhence && Caller is { IsAlive: false } dead)
        {
            call.Fail(new SiloUnavailableException($"{call.Method} on {reference.GrainId} was not sent: its caller's silo {dead.Label} is gone"));
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

        if (asksWhence && IsApart(receiver))
        {
            call.Runner = receiver;
            call.Crosses = true;
            host.Flights.Add(call);
            host.Crossings!.Send(call, receiver);
            return false;
        }

        return receiver.Accept(call);
    }

    internal override void Post(GrainReference reference, GrainCall call)
    {
        host.Drive.Enter();
        if (asksWhence && Caller is { IsAlive: false })
        {
            call.Discard();
            return;
        }

        call.Context = RequestContext.Current;
        try
        {
            var receiver = Locate(reference);
            call.Runner = receiver;
            if (asksWhence && IsApart(receiver))
            {
                host.Crossings!.Send(call, receiver);
                return;
            }

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
    /// <param name="from">The silo of the one that ended.</param>
    public void SendOn(GrainCall call, Silo from)
    {
        try
        {
            call.Target!.Cached = null;
            var receiver = Locate(call.Target);
            call.Runner = receiver;
            if (host.Crossings is { } crossings && receiver.Silo is { } to && to != from)
            {
                crossings.Send(call, receiver);
                return;
            }

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

    /// <summary>Whether a call to the receiver takes time. One of nobody in particular takes none, except to what only another silo can be calling.</summary>
    private bool IsApart(CallMailbox receiver) =>
        host.Crossings is not null && receiver.Silo is { } to
            && (receiver is LocalObject ? Running != to : Caller is { } from && from != to);

    private Activation Find(GrainReference reference)
    {
        var found = host.Directory.Find(reference.GrainId, Caller);
        if (found.GrainClass.MaxLocalWorkers is null)
        {
            reference.Cached = found;
        }

        return found;
    }
}
