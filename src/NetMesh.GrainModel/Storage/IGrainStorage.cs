using Orleans.Runtime;

namespace Orleans
{
    /// <summary>A state on its way to or from a storage provider.</summary>
    public interface IGrainState<T>
    {
        T State { get; set; }

        string? ETag { get; set; }

        bool RecordExists { get; set; }
    }
}

namespace Orleans.Storage
{
    /// <summary>A place where grains keep state.</summary>
    public interface IGrainStorage
    {
        Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState);

        Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState);

        Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState);
    }

    /// <summary>The stored version is not the one that was read: another activation wrote. The grain should give up and be activated anew.</summary>
    public sealed class InconsistentStateException(string message, string? storedEtag, string? currentEtag) : OrleansException(message)
    {
        public string? StoredEtag { get; } = storedEtag;

        public string? CurrentEtag { get; } = currentEtag;
    }

    /// <summary>A state cannot be stored, or what is stored cannot be read.</summary>
    public class BadProviderConfigException(string message, Exception? innerException = null) : OrleansException(message, innerException);
}
