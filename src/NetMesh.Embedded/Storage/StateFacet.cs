using System.Collections.Concurrent;
using NetMesh.Embedded.Activations;
using Orleans.Storage;

namespace NetMesh.Embedded.Storage;

/// <summary>A state of a grain as the grain has it injected.</summary>
internal abstract class StateFacet
{
    public abstract Task ReadStateAsync();
}

/// <inheritdoc/>
internal sealed class StateFacet<T>(string name, GrainId grainId, IGrainStorage storage) : StateFacet, IPersistentState<T>, IGrainState<T>
{
    private T? state;
    private bool hasState;

    public T State
    {
        get
        {
            // Made when first asked for: what is read from storage needs no new one before.
            if (!hasState)
            {
                State = Activator.CreateInstance<T>();
            }

            return state!;
        }

        set
        {
            state = value;
            hasState = true;
        }
    }

    public string? Etag => ETag;

    public string? ETag { get; set; }

    public bool RecordExists { get; set; }

    public override Task ReadStateAsync()
    {
        hasState = false;
        state = default;
        return storage.ReadStateAsync(name, grainId, this);
    }

    public Task WriteStateAsync() => storage.WriteStateAsync(name, grainId, this);

    public async Task ClearStateAsync()
    {
        await storage.ClearStateAsync(name, grainId, this);
        hasState = false;
        state = default;
    }
}

/// <summary>Makes the states that a grain class has injected.</summary>
internal static class StateFacets
{
    private static readonly ConcurrentDictionary<Type, Func<string, GrainId, IGrainStorage, StateFacet>> Makers = new();

    public static object[] Create(Activation activation)
    {
        var states = activation.GrainClass.States;
        if (states.Count == 0)
        {
            return [];
        }

        return [.. states.Select(state => Makers.GetOrAdd(state.StateType, Maker)(
            state.Attribute.StateName, activation.GrainId, activation.Host.Storages.Get(state.Attribute.StorageName)))];
    }

    private static Func<string, GrainId, IGrainStorage, StateFacet> Maker(Type stateType)
    {
        var constructor = typeof(StateFacet<>).MakeGenericType(stateType).GetConstructors()[0];
        return (name, id, storage) => (StateFacet)constructor.Invoke([name, id, storage]);
    }
}
