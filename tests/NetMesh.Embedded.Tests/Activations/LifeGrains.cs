namespace NetMesh.Embedded.Tests.Activations;

public sealed class LifeBook
{
    private readonly List<string> lines = [];

    public bool FailActivation { get; set; }

    public bool SlowActivation { get; set; }

    public string Text
    {
        get
        {
            lock (lines)
            {
                return string.Join(", ", lines);
            }
        }
    }

    public void Write(string line)
    {
        lock (lines)
        {
            lines.Add(line);
        }
    }
}

public interface ILifeGrain : IGrainWithStringKey
{
    ValueTask<int> Use();

    ValueTask Leave();

    ValueTask Delay(TimeSpan time);

    ValueTask StartTimer(TimeSpan due, TimeSpan period, bool interleave = false, bool keepAlive = false);

    ValueTask ChangeTimer(TimeSpan due, TimeSpan period);

    ValueTask StopTimer();

    Task Busy(TimeSpan time);
}

public sealed class LifeGrain(IGrainContext grainContext, LifeBook book, TimeProvider time) : IGrainBase, ILifeGrain
{
    private IGrainTimer? timer;
    private int uses;

    public IGrainContext GrainContext { get; } = grainContext;

    public async Task OnActivateAsync(CancellationToken token)
    {
        if (book.SlowActivation)
        {
            await Wait(TimeSpan.FromMilliseconds(50));
        }

        if (book.FailActivation)
        {
            throw new InvalidDataException("cannot begin");
        }

        book.Write("activated");
    }

    public Task OnDeactivateAsync(DeactivationReason reason, CancellationToken token)
    {
        book.Write($"deactivated {reason.ReasonCode}");
        return Task.CompletedTask;
    }

    public ValueTask<int> Use() => new(++uses);

    public ValueTask Leave()
    {
        this.DeactivateOnIdle();
        return default;
    }

    public ValueTask Delay(TimeSpan delay)
    {
        ((NetMesh.GrainModel.IHostedGrainContext)GrainContext).DelayDeactivation(delay);
        return default;
    }

    public ValueTask StartTimer(TimeSpan due, TimeSpan period, bool interleave = false, bool keepAlive = false)
    {
        timer = this.RegisterGrainTimer(
            _ =>
            {
                book.Write($"tick {Seconds()}");
                return Task.CompletedTask;
            },
            new GrainTimerCreationOptions { DueTime = due, Period = period, Interleave = interleave, KeepAlive = keepAlive });
        return default;
    }

    public ValueTask ChangeTimer(TimeSpan due, TimeSpan period)
    {
        timer!.Change(due, period);
        return default;
    }

    public ValueTask StopTimer()
    {
        timer!.Dispose();
        return default;
    }

    public async Task Busy(TimeSpan length)
    {
        book.Write($"busy {Seconds()}");
        await Wait(length);
        book.Write($"done {Seconds()}");
    }

    private double Seconds() => Math.Round((time.GetUtcNow() - NetMesh.Clock.VirtualClock.Epoch).TotalSeconds, 1);

    private async Task Wait(TimeSpan length)
    {
        var over = new TaskCompletionSource();
        using var wait = time.CreateTimer(_ => over.TrySetResult(), null, length, Timeout.InfiniteTimeSpan);
        await over.Task;
    }
}
