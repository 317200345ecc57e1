using System.Globalization;
using NetMesh.Embedded.Activations;
using NetMesh.Embedded.Silos;
using NetMesh.GrainModel.Calls;

namespace NetMesh.Embedded;

/// <summary>Makes references to grains and observers of one host, for one of its silos or for all the world.</summary>
internal sealed class GrainFactory : IGrainFactory
{
    private static readonly GrainType ObserverType = new("observer");
    private readonly EmbeddedHost host;
    private readonly GrainClasses classes;
    private readonly Silo? silo;

    /// <param name="silo">The silo whose calls and observers these are; null: nobody's in particular.</param>
    public GrainFactory(EmbeddedHost host, GrainClasses classes, Silo? silo = null)
    {
        this.host = host;
        this.classes = classes;
        this.silo = silo;
        Port = new Port(host, this, silo);
    }

    public Port Port { get; }

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
        (TGrainInterface)(object)classes.Interface(typeof(TGrainInterface)).CreateReference(Port, grainId);

    public TGrainObserverInterface CreateObjectReference<TGrainObserverInterface>(IGrainObserver obj)
        where TGrainObserverInterface : IGrainObserver
    {
        ArgumentNullException.ThrowIfNull(obj);
        if (obj is not TGrainObserverInterface)
        {
            throw new ArgumentException($"{obj.GetType()} does not implement {typeof(TGrainObserverInterface)}", nameof(obj));
        }

        var id = new GrainId(ObserverType, new IdSpan(host.NextObserver().ToString(CultureInfo.InvariantCulture)));
        var reference = classes.Interface(typeof(TGrainObserverInterface)).CreateReference(Port, id);
        reference.Cached = new LocalObject(host, silo, id, obj);
        return (TGrainObserverInterface)(object)reference;
    }

    public void DeleteObjectReference<TGrainObserverInterface>(IGrainObserver obj)
        where TGrainObserverInterface : IGrainObserver
    {
        if (obj is GrainReference { Cached: LocalObject observer })
        {
            observer.Forget();
        }
    }

    private TGrainInterface Get<TGrainInterface>(string key, string? prefix)
    {
        var type = classes.Resolve(typeof(TGrainInterface), prefix);
        return (TGrainInterface)(object)classes.Interface(typeof(TGrainInterface)).CreateReference(Port, new GrainId(type, new IdSpan(key)));
    }
}
