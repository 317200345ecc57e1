using NetMesh.Clock;
using NetMesh.GrainModel.Calls;

namespace NetMesh.Embedded.Activations;

/// <summary>
/// A grain's timer. Each tick is a call of the grain to itself, and the timer is that call: there is at most one tick under way, because the period
/// counts from the end of one to the start of the next.
/// </summary>
internal abstract class ActivationTimer : VoidCall, IGrainTimer, ITimedEvent
{
    private static readonly CallMethod Tick = new("Orleans.Runtime.IGrainTimer", "Tick()", TracePayload.Of("Orleans.Runtime.IGrainTimer.Tick()"), CallRules.OneWay);

    private static readonly CallMethod InterleavingTick =
        new("Orleans.Runtime.IGrainTimer", "Tick()", Tick.Identity, CallRules.OneWay | CallRules.AlwaysInterleave);

    private readonly Activation activation;
    private readonly bool interleaves;
    private ActivationTimer? next;
    private ActivationTimer? previous;
    private CancellationTokenSource? stopped;
    private EventHandle planned;
    private long periodNs;

    // Counts the settings, so that an event planned under an earlier one is not taken for the present one's.
    private int setting;
    private int settingOfTick;
    private bool isTicking;
    private bool isDueAgain;
    private bool isOver;

    protected ActivationTimer(Activation activation, GrainTimerCreationOptions options)
    {
        this.activation = activation;
        interleaves = options.Interleave;
        KeepsAlive = options.KeepAlive;
    }

    /// <summary>A tick counts as use of the grain.</summary>
    public bool KeepsAlive { get; }

    public override CallMethod Method => interleaves ? InterleavingTick : Tick;

    /// <summary>Cancelled when the timer is disposed.</summary>
    protected CancellationToken Stopped => (stopped ??= new CancellationTokenSource()).Token;

    protected bool IsOver => isOver;

    public void Change(TimeSpan dueTime, TimeSpan period)
    {
        lock (this)
        {
            if (isOver)
            {
                return;
            }

            setting++;
            isDueAgain = false;
            activation.Host.Drive.Clock.Cancel(planned);
            planned = default;
            periodNs = period == Timeout.InfiniteTimeSpan ? -1 : period.ToNanoseconds();
            if (dueTime != Timeout.InfiniteTimeSpan)
            {
                Plan(dueTime.ToNanoseconds());
            }
        }
    }

    public void Fire(long nowNs, long argument)
    {
        lock (this)
        {
            if (isOver || argument != setting)
            {
                return;
            }

            planned = default;
            if (isTicking)
            {
                isDueAgain = true;
                return;
            }

            isTicking = true;
            settingOfTick = setting;
        }

        Runner = activation;
        activation.Enqueue(this);
    }

    public void Dispose()
    {
        if (End())
        {
            stopped?.Cancel();
        }
    }

    /// <summary>Ends the timer of a dead activation: whoever waits for its end is not told, because nothing of the activation runs any more.</summary>
    public void Abandon() => End();

    public void Link(ref ActivationTimer? first)
    {
        next = first;
        if (first is not null)
        {
            first.previous = this;
        }

        first = this;
    }

    public void Unlink(ref ActivationTimer? first)
    {
        if (previous is not null)
        {
            previous.next = next;
        }
        else if (first == this)
        {
            first = next;
        }

        if (next is not null)
        {
            next.previous = previous;
        }

        next = null;
        previous = null;
    }

    /// <summary>The tick has ended: plans the next one.</summary>
    protected override void Recycle()
    {
        _ = Pooled<ActivationTimer>(null);
        lock (this)
        {
            isTicking = false;
            if (isOver)
            {
                return;
            }

            if (isDueAgain)
            {
                isDueAgain = false;
                Plan(0);
            }
            else if (setting == settingOfTick && periodNs >= 0)
            {
                Plan(periodNs);
            }
        }
    }

    private bool End()
    {
        lock (this)
        {
            if (isOver)
            {
                return false;
            }

            isOver = true;
            activation.Host.Drive.Clock.Cancel(planned);
        }

        activation.Forget(this);
        return true;
    }

    private void Plan(long dueNs)
    {
        var clock = activation.Host.Drive.Clock;
        planned = clock.Schedule(clock.NowNs + dueNs, this, setting);
    }
}

/// <inheritdoc/>
internal sealed class ActivationTimer<TState>(
    Activation activation, Func<TState, CancellationToken, Task> callback, TState state, GrainTimerCreationOptions options)
    : ActivationTimer(activation, options)
{
    protected override ValueTask Invoke(object target) => IsOver ? default : new ValueTask(callback(state, Stopped));
}
