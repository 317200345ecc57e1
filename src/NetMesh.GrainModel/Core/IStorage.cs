namespace Orleans.Core;

/// <summary>Something stored: its version and whether it exists.</summary>
public interface IStorage
{
    /// <summary>The version last read or written; null when nothing is stored.</summary>
    string? Etag { get; }

    /// <summary>Whether anything was stored when last read or written.</summary>
    bool RecordExists { get; }

    /// <summary>Forgets what is stored; the state becomes a new one.</summary>
    Task ClearStateAsync();

    /// <summary>Stores the state.</summary>
    /// <exception cref="Orleans.Storage.InconsistentStateException">Somebody else stored since it was read.</exception>
    Task WriteStateAsync();

    /// <summary>Reads the state anew; what was not written is lost.</summary>
    Task ReadStateAsync();
}

/// <summary>Something stored, and its value in memory.</summary>
public interface IStorage<TState> : IStorage
{
    TState State { get; set; }
}
