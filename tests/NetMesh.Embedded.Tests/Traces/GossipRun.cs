using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using NetMesh.Clock;
using NetMesh.Embedded.Traces;
using Orleans.Concurrency;

namespace NetMesh.Embedded.Tests.Traces;

public interface IGossipGrain : IGrainWithIntegerKey
{
    Task Start(int population);

    [OneWay]
    ValueTask Hear(string word, long number);

    ValueTask<long> Ask(long number);
}

/// <summary>Talks to random others at random times, one-way and with answers: a busy, random, and repeatable run.</summary>
public sealed class GossipGrain(RandomStreams streams, GossipSettings settings, TimeProvider time) : Grain, IGossipGrain
{
    private RandomStream random = null!;
    private IGrainTimer? timer;
    private int population;
    private long sum;

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        random = streams.Get("gossip " + this.GetPrimaryKeyLong());
        return Task.CompletedTask;
    }

    public Task Start(int size)
    {
        population = size;
        timer = this.RegisterGrainTimer(Talk, TimeSpan.FromMilliseconds(random.Next(1, 500)), TimeSpan.FromMilliseconds(100));
        return Task.CompletedTask;
    }

    public ValueTask Hear(string word, long number)
    {
        sum += number;
        return default;
    }

    public async ValueTask<long> Ask(long number)
    {
        await Task.Yield();
        return sum + number;
    }

    private async Task Talk()
    {
        var other = Other();
        await other.Hear("word " + random.Next(10), sum);
        sum += await Other().Ask(random.Next(1000));
        if (this.GetPrimaryKeyLong() == 3 && settings.DisturbAt is { } at && time.GetUtcNow() - VirtualClock.Epoch >= at)
        {
            settings.DisturbAt = null;
            await Other().Hear("disturbance", 0);
        }

        timer!.Change(TimeSpan.FromMilliseconds(random.Next(1, 500)), TimeSpan.FromMilliseconds(100));
    }

    private IGossipGrain Other() => GrainFactory.GetGrain<IGossipGrain>((this.GetPrimaryKeyLong() + 1 + random.Next(population - 1)) % population);
}

/// <summary>When to do something that another run does not.</summary>
public sealed class GossipSettings
{
    public TimeSpan? DisturbAt { get; set; }
}

/// <summary>A run of gossip, in this process or as a program: <c>SEED [disturb at second]</c>, which prints the trace's hash.</summary>
internal static class GossipRun
{
    private const int Population = 50;

    public static int Print(string[] args)
    {
        var seed = long.Parse(args[0], CultureInfo.InvariantCulture);
        var disturbAt = args.Length > 1 ? TimeSpan.FromSeconds(double.Parse(args[1], CultureInfo.InvariantCulture)) : (TimeSpan?)null;
        var (hash, count) = Run(seed, new TraceOptions(), disturbAt);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{hash:x16} {count}"));
        return 0;
    }

    public static (ulong Hash, long Count) Run(long seed, TraceOptions? trace = null, TimeSpan? disturbAt = null)
    {
        var recorder = new TraceRecorder(trace);
        var host = Hosts.Virtual(options =>
        {
            options.AddSilo("one").AddSilo("two");
            options.Trace = recorder;
            options.ConfigureServices = services => services.AddSingleton(new RandomStreams(seed)).AddSingleton(new GossipSettings { DisturbAt = disturbAt });
        });
        for (var key = 0; key < Population; key++)
        {
            host.RunUntil(host.Grains.GetGrain<IGossipGrain>(key).Start(Population), TimeSpan.FromSeconds(1));
        }

        host.RunFor(TimeSpan.FromSeconds(20));
        var result = (recorder.Hash, recorder.Count);
        host.RunUntil(() => host.DisposeAsync().AsTask(), TimeSpan.FromSeconds(1));
        return result;
    }
}
