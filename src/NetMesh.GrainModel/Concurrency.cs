namespace Orleans.Concurrency;

/// <summary>The caller does not wait for the call, nor learn of its failure.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OneWayAttribute : Attribute;

/// <summary>The call may begin while any other is under way, whatever that one is.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class AlwaysInterleaveAttribute : Attribute;

/// <summary>The call may begin while other read-only calls are under way.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ReadOnlyAttribute : Attribute;

/// <summary>Every call of the grain may begin while others are under way. Turns still run one at a time.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ReentrantAttribute : Attribute;

/// <summary>Any number of activations of one grain id may exist, made where the caller is; the grain has no state worth keeping.</summary>
/// <param name="maxLocalWorkers">Activations per silo and grain id at most; below 1 leaves it to the host.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class StatelessWorkerAttribute(int maxLocalWorkers = -1) : Attribute
{
    public int MaxLocalWorkers { get; } = maxLocalWorkers;
}
