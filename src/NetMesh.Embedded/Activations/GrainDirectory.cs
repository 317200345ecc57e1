using System.Collections.Concurrent;
using NetMesh.Embedded.Silos;

namespace NetMesh.Embedded.Activations;

/// <summary>Where every grain is: at most one activation per grain id, or a group of workers for stateless ones.</summary>
internal sealed class GrainDirectory(EmbeddedHost host, GrainClasses classes)
{
    private readonly ConcurrentDictionary<GrainId, Activation> activations = new();
    private readonly ConcurrentDictionary<GrainId, WorkerGroup> workers = new();

    public int Count => activations.Count;

    /// <summary>The activation of a grain, made if there is none; its grain is constructed by the first call.</summary>
    /// <param name="from">The caller's silo, if it is of one.</param>
    public Activation Find(GrainId grainId, Silo? from)
    {
        while (true)
        {
            if (activations.TryGetValue(grainId, out var found) && found.IsValid)
            {
                return found;
            }

            var grainClass = classes.Of(grainId.Type);
            if (grainClass.MaxLocalWorkers is { } most)
            {
                return workers.GetOrAdd(grainId, _ => new WorkerGroup(host, grainClass, grainId, most)).Choose(from);
            }

            var made = new Activation(host, host.Placer.Choose(grainClass, grainId, from), grainClass, grainId);
            if (found is null ? !activations.TryAdd(grainId, made) : !activations.TryUpdate(grainId, made, found))
            {
                continue;
            }

            if (made.Silo.Add(made))
            {
                return made;
            }

            // The silo died between being chosen and now.
            activations.TryRemove(new KeyValuePair<GrainId, Activation>(grainId, made));
        }
    }

    public void Remove(Activation activation)
    {
        activations.TryRemove(new KeyValuePair<GrainId, Activation>(activation.GrainId, activation));
        activation.Silo.Remove(activation);
        host.Metrics.Bury(activation.CallCount);
        if (activation.GrainClass.MaxLocalWorkers is not null && workers.TryGetValue(activation.GrainId, out var group))
        {
            group.Remove(activation);
        }
    }

    /// <summary>Where the grain is now, if it is.</summary>
    public Silo? Locate(GrainId grainId) => activations.TryGetValue(grainId, out var found) && found.IsValid ? found.Silo : null;
}
