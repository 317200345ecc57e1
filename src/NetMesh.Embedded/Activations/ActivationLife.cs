using NetMesh.Embedded.Storage;
using NetMesh.Embedded.Turns;
using NetMesh.GrainModel;
using NetMesh.GrainModel.Calls;
using Orleans.Storage;

namespace NetMesh.Embedded.Activations;

/// <content>From the first call to the last.</content>
internal sealed partial class Activation
{
    public void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default)
    {
        if (IsInTurn)
        {
            deactivation ??= deactivationReason;
        }
        else
        {
            Post(_ => deactivation ??= deactivationReason, null);
        }
    }

    /// <summary>Deactivates, in a turn of its own, if it has not been used for this many rounds and nothing keeps it.</summary>
    public void CollectIfIdle(int rounds)
    {
        if (state == ActivationState.Active && unchecked(Host.IdleRound - lastUse) >= rounds && keepUntilNs <= Host.Drive.Clock.NowNs)
        {
            Post(
                _ =>
                {
                    if (IsIdle && unchecked(Host.IdleRound - lastUse) >= rounds && keepUntilNs <= Host.Drive.Clock.NowNs)
                    {
                        deactivation ??= new DeactivationReason(DeactivationReasonCode.ActivationIdle, "not used for a while");
                    }
                },
                null);
        }
    }

    /// <summary>The silo died. Its turn may still be running on another thread, but no further one will.</summary>
    public void Kill()
    {
        isDead = true;
        while (timers is { } timer)
        {
            timer.Abandon();
        }

        lock (this)
        {
            deactivated?.TrySetResult();
        }
    }

    protected override bool Begin(GrainCall call)
    {
        if (isDead)
        {
            call.Fail(Lost(call));
            return true;
        }

        if (state == ActivationState.New)
        {
            // Completes at once unless the grain's activation waits for something.
            _ = ActivateAsync();
        }

        if (state == ActivationState.Gone)
        {
            if (failure is not null)
            {
                call.Fail(failure);
                return true;
            }

            // A tick that was due already ends with its activation: the timer is the activation's own.
            if (call is ActivationTimer)
            {
                return true;
            }

            Host.Port.SendOn(call, Silo);
            return false;
        }

        return base.Begin(call);
    }

    /// <summary>A grain whose stored state was overtaken begins anew, from what is stored.</summary>
    protected override void Failed(Exception error)
    {
        if (error is InconsistentStateException)
        {
            deactivation ??= new DeactivationReason(DeactivationReasonCode.ApplicationError, error.Message);
        }
    }

    protected override void Attend()
    {
        if (MayDeactivate)
        {
            if (state == ActivationState.New)
            {
                End();
            }
            else
            {
                _ = DeactivateAsync(deactivation!.Value);
            }
        }

        base.Attend();
    }

    private async Task ActivateAsync()
    {
        state = ActivationState.Activating;
        try
        {
            var states = StateFacets.Create(this);
            ActivationContext.Current = this;
            try
            {
                instance = grainClass.Construct(this, states);
            }
            finally
            {
                ActivationContext.Current = null;
            }

            foreach (StateFacet facet in states)
            {
                await facet.ReadStateAsync();
            }

            await ((IGrainBase)instance).OnActivateAsync(Never);
            state = ActivationState.Active;
        }
        catch (Exception error)
        {
            Host.Log.ActivationFailed(error, GrainId);
            failure = error;
            End();
            foreach (var call in TakeWaiting())
            {
                call.Fail(error);
                Conclude(call);
            }
        }
    }

    private async Task DeactivateAsync(DeactivationReason reason)
    {
        state = ActivationState.Deactivating;
        StopTimers();
        try
        {
            await ((IGrainBase)instance!).OnDeactivateAsync(reason, Never);
            if (instance is IAsyncDisposable asynchronous)
            {
                await asynchronous.DisposeAsync();
            }
            else if (instance is IDisposable disposable)
            {
                disposable.Dispose();
            }
        }
        catch (Exception error)
        {
            Host.Log.DeactivationFailed(error, GrainId);
        }

        End();
        foreach (var call in TakeWaiting())
        {
            if (call is ActivationTimer)
            {
                Conclude(call);
            }
            else if (!call.IsGivenUp)
            {
                Host.Port.SendOn(call, Silo);
            }
        }
    }

    private void End()
    {
        StopTimers();
        Host.Directory.Remove(this);
        state = ActivationState.Gone;
        lock (this)
        {
            deactivated?.TrySetResult();
        }
    }

    private void StopTimers()
    {
        while (timers is { } timer)
        {
            timer.Dispose();
        }
    }

    private SiloUnavailableException Lost(GrainCall call) =>
        new($"{call.Method} on {GrainId} was lost: silo {Silo.Label} was killed");
}
