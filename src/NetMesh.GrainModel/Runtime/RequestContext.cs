using System.Collections.Immutable;

namespace Orleans.Runtime;

/// <summary>Values that travel with a call to its receiver and to the calls that one makes. Changes do not travel back.</summary>
public static class RequestContext
{
    private const string ReentrancyKey = "#RE";
    private static readonly AsyncLocal<ImmutableSortedDictionary<string, object>?> Values = new();
    private static long lastReentrancyId;

    /// <summary>What is set now; null when nothing is. For the host, to carry it along.</summary>
    internal static ImmutableSortedDictionary<string, object>? Current
    {
        get => Values.Value;
        set => Values.Value = value;
    }

    /// <summary>The call chain in a carried context; empty: none.</summary>
    internal static Guid ChainOf(ImmutableSortedDictionary<string, object>? values) =>
        values is not null && values.TryGetValue(ReentrancyKey, out var id) ? (Guid)id : Guid.Empty;

    /// <summary>Names and values set now.</summary>
    public static IEnumerable<KeyValuePair<string, object>> Entries => Values.Value ?? ImmutableSortedDictionary<string, object>.Empty;

    public static IEnumerable<string> Keys => Values.Value?.Keys ?? [];

    /// <summary>The call chain that may re-enter the grains on it; empty: none.</summary>
    public static Guid ReentrancyId => Get(ReentrancyKey) is Guid id ? id : Guid.Empty;

    /// <summary>The value of this name, or null.</summary>
    public static object? Get(string key) => Values.Value is { } values && values.TryGetValue(key, out var value) ? value : null;

    public static void Set(string key, object value) =>
        Values.Value = (Values.Value ?? ImmutableSortedDictionary.Create<string, object>(StringComparer.Ordinal)).SetItem(key, value);

    public static bool Remove(string key)
    {
        if (Values.Value is not { } values || !values.ContainsKey(key))
        {
            return false;
        }

        values = values.Remove(key);
        Values.Value = values.IsEmpty ? null : values;
        return true;
    }

    public static void Clear() => Values.Value = null;

    /// <summary>Until disposed, calls made from here may come back to this grain while it waits for them.</summary>
    public static ReentrancySection AllowCallChainReentrancy()
    {
        var before = ReentrancyId;
        var id = before;
        if (id == Guid.Empty)
        {
            // A counter, not a random Guid: it is only ever compared, and two runs should do the same.
            Span<byte> bytes = stackalloc byte[16];
            BitConverter.TryWriteBytes(bytes, Interlocked.Increment(ref lastReentrancyId));
            id = new Guid(bytes);
            Set(ReentrancyKey, id);
        }

        var grain = SynchronizationContext.Current as ICallChainReceiver;
        grain?.EnterChain(id);
        return new ReentrancySection(before, id, grain);
    }

    /// <summary>Until disposed, calls made from here may not re-enter.</summary>
    public static ReentrancySection SuppressCallChainReentrancy()
    {
        var section = new ReentrancySection(ReentrancyId, Guid.Empty, null);
        Remove(ReentrancyKey);
        return section;
    }

    /// <summary>Restores what was before <see cref="AllowCallChainReentrancy"/> or <see cref="SuppressCallChainReentrancy"/>.</summary>
    public readonly struct ReentrancySection : IDisposable
    {
        private readonly Guid before;
        private readonly Guid entered;
        private readonly ICallChainReceiver? grain;

        internal ReentrancySection(Guid before, Guid entered, ICallChainReceiver? grain)
        {
            this.before = before;
            this.entered = entered;
            this.grain = grain;
        }

        public void Dispose()
        {
            grain?.LeaveChain(entered);
            if (before == Guid.Empty)
            {
                Remove(ReentrancyKey);
            }
            else
            {
                Set(ReentrancyKey, before);
            }
        }
    }
}

/// <summary>A grain that lets calls of some chains in while it waits for them.</summary>
internal interface ICallChainReceiver
{
    void EnterChain(Guid chain);

    void LeaveChain(Guid chain);
}
