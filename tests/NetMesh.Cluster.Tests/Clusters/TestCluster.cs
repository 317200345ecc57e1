using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using NetMesh.Cluster.Tests.Counters;
using NetMesh.Contracts.Peers;
using NetMesh.Contracts.Swarms;
using NetMesh.Grains.Sites;
using NetMesh.Protocols.Addressing;
using Orleans.Storage;

namespace NetMesh.Cluster.Tests.Clusters;

/// <summary>
/// Three silos, one in each of <see cref="ThreeRegions"/> and named after it, and a gateway that runs no grains, in one process: each has its own network and
/// its own map of the planet, as processes have. What keeps the grains' states outlives every silo. On the wall clock.
/// </summary>
internal abstract class TestCluster(ClusterOptions options) : IAsyncDisposable
{
    private static readonly TimeSpan AskEvery = TimeSpan.FromMilliseconds(20);

    // Nobody refuses what was asked through a silo that is gone.
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(10);

    // How soon something comes is written down by tests, not judged: that would judge the machine.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    public ClusterOptions Options { get; } = options;

    /// <summary>As the gateway calls grains.</summary>
    public IGrainFactory Grains => Gateway.GetRequiredService<IGrainFactory>();

    /// <summary>Services of the gateway.</summary>
    public abstract IServiceProvider Gateway { get; }

    /// <summary>Labels of the silos that run.</summary>
    public abstract IReadOnlyList<string> Silos { get; }

    /// <summary>What all silos keep their grains' states in.</summary>
    protected abstract IGrainStorage Storage { get; }

    /// <summary>Starts a cluster, and waits until all of its processes know each other.</summary>
    public static async Task<TestCluster> StartAsync(ClusterOptions? options = null)
    {
        var cluster = await ClusterHost.DeployAsync(options ?? new ClusterOptions());
        await cluster.MeetAsync();
        return cluster;
    }

    /// <summary>Services of a silo that runs.</summary>
    public abstract IServiceProvider ServicesOf(string silo);

    /// <summary>The silo that runs a grain now; null when none does.</summary>
    public abstract string? SiloOf(IAddressable grain);

    /// <summary>Ends a silo as a crash would.</summary>
    public abstract Task KillAsync(string silo);

    /// <summary>Ends a silo in good order.</summary>
    public abstract Task StopAsync(string silo);

    /// <summary>Starts a silo again that has ended.</summary>
    public abstract Task RestartAsync(string silo);

    public abstract ValueTask DisposeAsync();

    public ICounterGrain CounterIn(string region) => Grains.GetGrain<ICounterGrain>(ThreeRegions.CounterIn(region).Address.ToString());

    public IPeerGrain Peer(IPv4Address address) => Grains.GetGrain<IPeerGrain>(address.ToString());

    public ISwarmGrain Swarm => Grains.GetGrain<ISwarmGrain>("cluster");

    /// <summary>What a grain has stored; a new state where it has stored none.</summary>
    public async ValueTask<T> StoredAsync<T>(string name, IAddressable grain)
        where T : new()
    {
        var state = new Stored<T> { State = new T() };
        await Storage.ReadStateAsync(name, grain.GetGrainId(), state);
        return state.State;
    }

    /// <summary>Waits until every process knows every other.</summary>
    public Task MeetAsync() => UntilAsync(
        () => ValueTask.FromResult(Silos.Select(ServicesOf).Append(Gateway).All(process => process.GetRequiredService<Sites>().Others.Count == Silos.Count)));

    /// <summary>Asks now and then until the answer is yes.</summary>
    /// <param name="losesAnswers">A question, or its answer, can be lost with a silo: that is a no. Otherwise it is a failure.</param>
    /// <exception cref="TimeoutException">It is not, however long one waits.</exception>
    /// <returns>How long it took.</returns>
    public static async Task<TimeSpan> UntilAsync(
        Func<ValueTask<bool>> condition, Func<string>? explain = null, bool losesAnswers = true, [CallerArgumentExpression(nameof(condition))] string text = "")
    {
        var watch = Stopwatch.StartNew();
        while (!await Holds(condition, losesAnswers))
        {
            if (watch.Elapsed >= Patience)
            {
                throw new TimeoutException($"not within {Patience}: {text} {explain?.Invoke()}");
            }

            await Task.Delay(AskEvery);
        }

        return watch.Elapsed;
    }

    private sealed class Stored<T> : IGrainState<T>
    {
        [AllowNull]
        public required T State { get; set; }

        public string? ETag { get; set; }

        public bool RecordExists { get; set; }
    }

    private static async ValueTask<bool> Holds(Func<ValueTask<bool>> condition, bool losesAnswers)
    {
        try
        {
            return losesAnswers ? await condition().AsTask().WaitAsync(AnswerWithin) : await condition();
        }
        catch (Exception error) when (losesAnswers && error is (OrleansException or TimeoutException))
        {
            return false;
        }
    }
}
