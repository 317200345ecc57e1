using NetMesh.Embedded.Activations;
using NetMesh.Embedded.Drives;
using NetMesh.Embedded.Silos;
using NetMesh.Embedded.Turns;

namespace NetMesh.Embedded;

/// <content>Silos come and go.</content>
public sealed partial class EmbeddedHost
{
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LoopPatience = TimeSpan.FromMinutes(1);

    /// <summary>Starts a silo, one that has ended before or a new one. Grains come to it as they are activated.</summary>
    /// <param name="label">The silo's label.</param>
    /// <param name="metadata">What it says of itself; null keeps what the ended silo of this label said.</param>
    /// <exception cref="InvalidOperationException">It is running.</exception>
    public ValueTask StartSiloAsync(string label, IReadOnlyDictionary<string, string>? metadata = null)
    {
        var silo = silos.Start(new SiloOptions(label, metadata), Furnish);
        return silo.Own is null ? default : OnLoop(() => OpenAsync(silo));
    }

    /// <summary>
    /// Ends a silo in good order: its hosted services stop, the last one first, while it still takes calls; then its grains are deactivated, once the calls
    /// under way are done, and come back on another silo with the next call. Grains that do not end within 30 s are lost as in a crash.
    /// </summary>
    /// <exception cref="ArgumentException">No silo of this label is running.</exception>
    public ValueTask StopSiloAsync(string label)
    {
        var silo = silos.Find(label);
        var reason = new DeactivationReason(DeactivationReasonCode.ShuttingDown, $"silo {label} is stopping");
        return OnLoop(() => EndAsync(silo, reason, StopPatience, closes: true));
    }

    /// <summary>
    /// Ends a silo as a crash would: its activations vanish without deactivation, one-way calls to them are lost, and callers that wait for them get a
    /// <see cref="SiloUnavailableException"/>; so it is with its object references. The next call to a lost grain activates it on another silo, from storage.
    /// Services of its own are disposed, not stopped.
    /// </summary>
    /// <exception cref="ArgumentException">No silo of this label is running.</exception>
    public ValueTask KillAsync(string label)
    {
        Drive.Enter();
        var silo = silos.Find(label);
        var lost = Lose(silo);
        EndRegisteredOn(silo);
        ActivationsLost?.Invoke(this, new ActivationsLostEventArgs(label, lost));
        return Dispose(silo);
    }

    private void Furnish(Silo silo)
    {
        if (configureSilo is null)
        {
            silo.Share(services, Grains);
            return;
        }

        var grains = new GrainFactory(this, classes, silo);
        var options = new SiloOptions(silo.Label, silo.Metadata.Metadata, silo.Skew);
        silo.Furnish(new SiloServices(this, silo, grains, silos, shared, collection => configureSilo(options, collection)), grains);
    }

    private void Open()
    {
        try
        {
            foreach (var silo in silos.Alive.Where(silo => silo.Own is not null))
            {
                var opening = OnLoop(() => OpenAsync(silo)).AsTask();
                if (IsVirtual && !opening.IsCompleted)
                {
                    throw new InvalidOperationException("a host whose silos have services to start cannot be started within an event of its clock");
                }

                opening.GetAwaiter().GetResult();
            }
        }
        catch
        {
            var end = DisposeAsync().AsTask();
            if (!IsVirtual || end.IsCompleted)
            {
                end.GetAwaiter().GetResult();
            }

            throw;
        }
    }

    private async Task OpenAsync(Silo silo)
    {
        try
        {
            await silo.Own!.StartAsync();
        }
        catch when (silo.IsAlive)
        {
            await KillAsync(silo.Label);
            throw;
        }
    }

    /// <param name="closes">Takes no new grains while those that it has end.</param>
    private async Task EndAsync(Silo silo, DeactivationReason reason, TimeSpan patience, bool closes)
    {
        if (silo.Own is { } own)
        {
            await own.StopAsync();
        }

        if (closes)
        {
            silo.Close();
            silos.Bury(silo);
            EndRegisteredOn(silo);
        }

        var activations = silo.Snapshot();
        foreach (var activation in activations)
        {
            activation.Deactivate(reason);
        }

        await Task.WhenAll(activations.Select(activation => activation.Deactivated)).WaitAsync(patience, Drive.Clock.TimeProvider)
            .ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
        if (silo.IsAlive)
        {
            var lost = Lose(silo);
            if (lost.Count > 0 && !isDisposed)
            {
                ActivationsLost?.Invoke(this, new ActivationsLostEventArgs(silo.Label, lost));
            }

            await Dispose(silo);
        }
    }

    private IReadOnlyList<GrainId> Lose(Silo silo)
    {
        var lost = silo.Die();
        silos.Bury(silo);
        foreach (var activation in lost)
        {
            activation.Kill();
            Directory.Remove(activation);
        }

        // A call to a grain that had left before it died is still to reach the grain's next activation.
        Flights.Fail(
            runner => runner is Mailbox mailbox && mailbox.Silo == silo && runner is not Activation { IsDead: false },
            call => new SiloUnavailableException($"{call.Method} on {call.Target!.GrainId} was lost: silo {silo.Label} is gone"));
        return [.. lost.Select(activation => activation.GrainId)];
    }

    // Nobody could find them any more.
    private void EndRegisteredOn(Silo gone)
    {
        if (!registersOnSilos)
        {
            return;
        }

        var reason = new DeactivationReason(DeactivationReasonCode.DirectoryFailure, $"silo {gone.Label}, which had it written down where the grain is, is gone");
        Silo[] before = [.. silos.Alive, gone];
        foreach (var activation in silos.Alive.SelectMany(silo => silo.Snapshot()).Where(activation => activation.GrainClass.MaxLocalWorkers is null))
        {
            if (Registrars.Of(activation.GrainId, before) == gone)
            {
                activation.Deactivate(reason);
            }
        }
    }

    private ValueTask Dispose(Silo silo) => silo.Own is { } own ? OnLoop(() => own.DisposeAsync().AsTask()) : default;

    /// <summary>
    /// Does work of the host's: on the virtual clock on its loop, running events until it has ended unless the caller is in one; on the wall clock
    /// without the caller's context.
    /// </summary>
    private ValueTask OnLoop(Func<Task> work)
    {
        if (Drive is not VirtualDrive drive)
        {
            return new ValueTask(Task.Run(work));
        }

        drive.Enter();
        var isAtRest = drive.IsAtRest;
        var task = StartOnLoop(work);
        if (isAtRest && !task.IsCompleted)
        {
            RunUntil(task, LoopPatience);
        }

        return new ValueTask(task);
    }
}
