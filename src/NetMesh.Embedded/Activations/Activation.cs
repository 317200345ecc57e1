using NetMesh.Clock;
using NetMesh.Embedded.Silos;
using NetMesh.Embedded.Turns;
using NetMesh.GrainModel;
using NetMesh.GrainModel.Calls;

namespace NetMesh.Embedded.Activations;

/// <summary>A grain in memory: its object, its turns, its timers. At most one per grain id, except for stateless workers.</summary>
internal sealed partial class Activation(EmbeddedHost host, Silo silo, GrainClass grainClass, GrainId grainId)
    : CallMailbox(host), IHostedGrainContext, IServiceProvider
{
    private static readonly CancellationToken Never = CancellationToken.None;

    private object? instance;
    private volatile ActivationState state;
    private volatile bool isDead;
    private int lastUse = host.IdleRound;
    private long keepUntilNs;
    private ActivationTimer? timers;
    private TaskCompletionSource? deactivated;
    private DeactivationReason? deactivation;
    private Exception? failure;

    /// <summary>Neighbours in the silo's list, which is in order of activation and guarded by the silo.</summary>
    public Activation? NextInSilo { get; set; }

    public Activation? PreviousInSilo { get; set; }

    public override Silo Silo => silo;

    public GrainId GrainId => grainId;

    public GrainClass GrainClass => grainClass;

    public object? GrainInstance => instance;

    public IServiceProvider ActivationServices => this;

    public IGrainFactory GrainFactory => silo.Grains;

    /// <summary>Calls may be sent here. One that is deactivating passes them on when it is done.</summary>
    public bool IsValid => state != ActivationState.Gone && !isDead;

    /// <summary>Its silo was killed: nothing of it runs any more.</summary>
    public bool IsDead => isDead;

    public bool IsFree => IsIdle && !IsInTurn && state <= ActivationState.Active;

    public Task Deactivated
    {
        get
        {
            lock (this)
            {
                // On the virtual clock nothing may leave the loop.
                deactivated ??= new TaskCompletionSource(Host.IsVirtual ? TaskCreationOptions.None : TaskCreationOptions.RunContinuationsAsynchronously);
                if (state == ActivationState.Gone)
                {
                    deactivated.TrySetResult();
                }

                return deactivated.Task;
            }
        }
    }

    public override string TraceName => grainId.ToString();

    protected override bool IsLost => isDead;

    protected override object? Receiver => state == ActivationState.Active ? instance : null;

    protected override bool IsReentrant => grainClass.IsReentrant;

    protected override ulong Identity { get; } = TracePayload.Mix(TracePayload.Of(grainId.Type.ToString()), TracePayload.Of(grainId.Key.ToString()));

    protected override bool IsDue => !isDead && (MayDeactivate || base.IsDue);

    // One that no call has reached yet has nothing to deactivate, but it must not stay either.
    private bool MayDeactivate => deactivation is not null && !HasRunning && state is ActivationState.Active or ActivationState.New;

    /// <summary>Services: the context itself and its silo, then what the silo was configured with.</summary>
    public object? GetService(Type serviceType) =>
        serviceType == typeof(IGrainContext) || serviceType == typeof(IServiceProvider) ? this
        : serviceType == typeof(ILocalSiloDetails) ? silo
        : silo.Services.GetService(serviceType);

    public void DelayDeactivation(TimeSpan timeSpan) =>
        keepUntilNs = timeSpan <= TimeSpan.Zero ? 0
            : timeSpan == TimeSpan.MaxValue ? long.MaxValue
            : Math.Max(keepUntilNs, Host.Drive.Clock.NowNs + timeSpan.ToNanoseconds());

    public IGrainTimer RegisterTimer<TState>(
        Func<TState, CancellationToken, Task> callback, TState timerState, GrainTimerCreationOptions options)
    {
        var timer = new ActivationTimer<TState>(this, callback, timerState, options);
        lock (this)
        {
            timer.Link(ref timers);
        }

        timer.Change(options.DueTime, options.Period);
        return timer;
    }

    public void Forget(ActivationTimer timer)
    {
        lock (this)
        {
            timer.Unlink(ref timers);
        }
    }

    public override string ToString() => $"{grainId} on {silo.Label}";

    protected override void Beginning(GrainCall call)
    {
        if (call is not ActivationTimer { KeepsAlive: false })
        {
            lastUse = Host.IdleRound;
        }
    }
}

/// <summary>Where an activation is in its life.</summary>
internal enum ActivationState : byte
{
    New,
    Activating,
    Active,
    Deactivating,
    Gone,
}
