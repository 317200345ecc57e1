using System.Collections.Immutable;
using NetMesh.Clock;
using NetMesh.Embedded.Tests.Activations;
using Orleans.Concurrency;

namespace NetMesh.Embedded.Tests.Silos;

/// <summary>Something that each silo has one of.</summary>
public sealed class Badge(string text) : IDisposable
{
    public string Text { get; } = text;

    public bool IsDisposed { get; private set; }

    public void Dispose() => IsDisposed = true;
}

public interface IEar : IGrainObserver
{
    [OneWay]
    ValueTask Hear(int number);

    Task<int> Answer(int number);

    Task Wait(Task wait);
}

public interface IWandererGrain : IGrainWithStringKey
{
    ValueTask<string> Silo();

    ValueTask<string> Badge();

    /// <summary>Calls another grain, and says how long that took.</summary>
    Task<TimeSpan> TimeCallOf(string other);

    Task TellNumbers(string other, int count);

    Task TellEar(IEar ear, int count);

    Task<int> AskEar(IEar ear);

    [OneWay]
    ValueTask Hear(int number);

    ValueTask<ImmutableArray<int>> Heard();

    ValueTask<int> Count();

    /// <summary>Writes into the book when the wait is over; tells, if asked, when it has begun.</summary>
    Task WaitFor(Task wait, string then, TaskCompletionSource? begun = null);

    ValueTask WatchTimer();
}

[InRegionOfKey]
public sealed class WandererGrain(ILocalSiloDetails silo, IServiceProvider services, LifeBook book, TimeProvider time) : Grain, IWandererGrain
{
    private readonly List<int> heard = [];
    private int count;

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        book.Write($"{this.GetPrimaryKeyString()} deactivated {reason.ReasonCode}");
        return Task.CompletedTask;
    }

    public ValueTask<string> Silo() => new($"{silo.Name} {silo.SiloAddress.Generation}");

    public ValueTask<string> Badge() => new((services.GetService(typeof(Badge)) as Badge)?.Text ?? "none");

    public async Task<TimeSpan> TimeCallOf(string other)
    {
        var before = time.GetTimestamp();
        await GrainFactory.GetGrain<IWandererGrain>(other).Count();
        return time.GetElapsedTime(before);
    }

    public Task TellNumbers(string other, int numbers)
    {
        var grain = GrainFactory.GetGrain<IWandererGrain>(other);
        for (var number = 0; number < numbers; number++)
        {
            _ = grain.Hear(number);
        }

        return Task.CompletedTask;
    }

    public Task TellEar(IEar ear, int numbers)
    {
        for (var number = 0; number < numbers; number++)
        {
            _ = ear.Hear(number);
        }

        return Task.CompletedTask;
    }

    public Task<int> AskEar(IEar ear) => ear.Answer(20);

    public ValueTask Hear(int number)
    {
        heard.Add(number);
        return default;
    }

    public ValueTask<ImmutableArray<int>> Heard() => new([.. heard]);

    public ValueTask<int> Count() => new(++count);

    public async Task WaitFor(Task wait, string then, TaskCompletionSource? begun = null)
    {
        begun?.SetResult();
        await wait;
        book.Write(then);
    }

    public ValueTask WatchTimer()
    {
        this.RegisterGrainTimer(
            token =>
            {
                token.Register(() => book.Write("timer stopped"));
                return Task.CompletedTask;
            },
            TimeSpan.Zero,
            TimeSpan.FromDays(1));
        return default;
    }
}

public sealed class Ear : IEar
{
    public List<int> Heard { get; } = [];

    public string Then { get; private set; } = "";

    public ValueTask Hear(int number)
    {
        Heard.Add(number);
        return default;
    }

    public Task<int> Answer(int number) => Task.FromResult(number + 1);

    public async Task Wait(Task wait)
    {
        await wait;
        Then = "went on";
    }
}

/// <summary>Writes down its own event, unless that never happens.</summary>
public sealed class BookEvent(LifeBook book, string line) : ITimedEvent
{
    public void Fire(long nowNs, long argument) => book.Write(line);
}
