using System.Collections.Concurrent;
using Orleans.Storage;

namespace NetMesh.Embedded.Storage;

/// <summary>The storage providers of a host by name.</summary>
internal sealed class StorageTable(EmbeddedHost host, EmbeddedHostOptions options)
{
    private readonly ConcurrentDictionary<string, IGrainStorage> storages = new(StringComparer.Ordinal);

    /// <exception cref="BadProviderConfigException">There is none of this name.</exception>
    public IGrainStorage Get(string? name)
    {
        name ??= EmbeddedHostOptions.DefaultStorageName;
        return storages.GetOrAdd(
            name,
            asked => options.Storages.TryGetValue(asked, out var make) ? make(host) : asked == EmbeddedHostOptions.DefaultStorageName
                ? new MemoryGrainStorage()
                : throw new BadProviderConfigException($"no storage provider is called {asked}; there are: {string.Join(", ", options.Storages.Keys)}"));
    }
}
