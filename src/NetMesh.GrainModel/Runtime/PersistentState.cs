namespace Orleans.Runtime;

/// <summary>Has a constructor parameter of type <see cref="IPersistentState{TState}"/> filled with the grain's stored state of this name.</summary>
/// <param name="stateName">Which state of the grain.</param>
/// <param name="storageName">Which storage provider; null takes the default one.</param>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class PersistentStateAttribute(string stateName, string? storageName = null) : Attribute
{
    public string StateName { get; } = stateName;

    public string? StorageName { get; } = storageName;
}

/// <summary>A state of a grain that outlives its activation. It is read before the grain's <c>OnActivateAsync</c>.</summary>
public interface IPersistentState<TState> : Orleans.Core.IStorage<TState>;
