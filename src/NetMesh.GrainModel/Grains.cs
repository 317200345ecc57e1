using Orleans.Runtime;

namespace Orleans;

/// <summary>Marks something a grain reference can point at.</summary>
public interface IAddressable;

/// <summary>Base of all grain interfaces. NetMesh's own slice of Orleans' model: same names and namespaces, but this is not Orleans.</summary>
public interface IGrain : IAddressable;

public interface IGrainWithStringKey : IGrain;

public interface IGrainWithGuidKey : IGrain;

public interface IGrainWithIntegerKey : IGrain;

/// <summary>Receives calls in the process that created it; see <see cref="IGrainFactory.CreateObjectReference{T}"/>.</summary>
public interface IGrainObserver : IAddressable;

/// <summary>Makes references. A reference costs little and its grain need not exist: the first call activates it.</summary>
public interface IGrainFactory
{
    /// <summary>A reference to the grain of this interface and key.</summary>
    /// <param name="grainClassNamePrefix">Chooses among several classes that implement the interface: the beginning of the full class name.</param>
    /// <exception cref="ArgumentException">No class, or more than one, implements the interface.</exception>
    TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithStringKey;

    TGrainInterface GetGrain<TGrainInterface>(Guid primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithGuidKey;

    TGrainInterface GetGrain<TGrainInterface>(long primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithIntegerKey;

    /// <summary>A reference to a grain whose id is known.</summary>
    TGrainInterface GetGrain<TGrainInterface>(GrainId grainId)
        where TGrainInterface : IAddressable;

    /// <summary>A reference through which grains call <paramref name="obj"/>, one call at a time.</summary>
    TGrainObserverInterface CreateObjectReference<TGrainObserverInterface>(IGrainObserver obj)
        where TGrainObserverInterface : IGrainObserver;

    /// <summary>Ends a reference made by <see cref="CreateObjectReference{T}"/>; calls to it go nowhere from then on.</summary>
    void DeleteObjectReference<TGrainObserverInterface>(IGrainObserver obj)
        where TGrainObserverInterface : IGrainObserver;
}
