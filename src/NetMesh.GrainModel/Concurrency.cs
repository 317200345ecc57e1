namespace Orleans.Concurrency;

/// <summary>The caller does not wait for the call, nor learn of its failure.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class OneWayAttribute : Attribute;

[AttributeUsage(AttributeTargets.Method)]
public sealed class AlwaysInterleaveAttribute : Attribute;

[AttributeUsage(AttributeTargets.Method)]
public sealed class ReadOnlyAttribute : Attribute;

[AttributeUsage(AttributeTargets.Class)]
public sealed class ReentrantAttribute : Attribute;
