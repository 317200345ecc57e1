using System.Globalization;
using System.Runtime.CompilerServices;
using NetMesh.Embedded.Activations;
using NetMesh.GrainModel.Calls;

namespace NetMesh.Embedded;

/// <summary>Makes references to grains and observers of one host.</summary>
internal sealed class GrainFactory(EmbeddedHost host, GrainClasses classes) : IGrainFactory
{
    private static readonly GrainType ObserverType = new("observer");
    private readonly ConditionalWeakTable<GrainReference, LocalObject> observers = [];
    private long lastObserver;

    public TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithStringKey
    {
        ArgumentNullException.ThrowIfNull(primaryKey);
        return Get<TGrainInterface>(primaryKey, grainClassNamePrefix);
    }

    public TGrainInterface GetGrain<TGrainInterface>(Guid primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithGuidKey =>
        Get<TGrainInterface>(primaryKey.ToString("N"), grainClassNamePrefix);

    public TGrainInterface GetGrain<TGrainInterface>(long primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithIntegerKey =>
        Get<TGrainInterface>(primaryKey.ToString("X", CultureInfo.InvariantCulture), grainClassNamePrefix);

    public TGrainInterface GetGrain<TGrainInterface>(GrainId grainId)
        where TGrainInterface : IAddressable =>
        (TGrainInterface)(object)classes.Interface(typeof(TGrainInterface)).CreateReference(host.Port, grainId);

    public TGrainObserverInterface CreateObjectReference<TGrainObserverInterface>(IGrainObserver obj)
        where TGrainObserverInterface : IGrainObserver
    {
        ArgumentNullException.ThrowIfNull(obj);
        if (obj is not TGrainObserverInterface)
        {
            throw new ArgumentException($"{obj.GetType()} does not implement {typeof(TGrainObserverInterface)}", nameof(obj));
        }

        var id = new GrainId(ObserverType, new IdSpan(Interlocked.Increment(ref lastObserver).ToString(CultureInfo.InvariantCulture)));
        var reference = classes.Interface(typeof(TGrainObserverInterface)).CreateReference(host.Port, id);
        var observer = new LocalObject(host, id, obj);
        reference.Cached = observer;
        observers.Add(reference, observer);
        return (TGrainObserverInterface)(object)reference;
    }

    public void DeleteObjectReference<TGrainObserverInterface>(IGrainObserver obj)
        where TGrainObserverInterface : IGrainObserver
    {
        if (obj is GrainReference reference && observers.TryGetValue(reference, out var observer))
        {
            observer.Forget();
        }
    }

    private TGrainInterface Get<TGrainInterface>(string key, string? prefix)
    {
        var type = classes.Resolve(typeof(TGrainInterface), prefix);
        return (TGrainInterface)(object)classes.Interface(typeof(TGrainInterface)).CreateReference(host.Port, new GrainId(type, new IdSpan(key)));
    }
}
