using NetMesh.Embedded.Silos;

namespace NetMesh.Embedded.Activations;

/// <summary>The activations of one stateless worker: a call goes to a free one where the caller is, or makes one more, up to the limit.</summary>
internal sealed class WorkerGroup(EmbeddedHost host, GrainClass grainClass, GrainId grainId, int most)
{
    // On the virtual clock the number must not depend on the machine.
    private readonly int limit = most > 0 ? most : host.Drive.IsVirtual ? 4 : Environment.ProcessorCount;
    private readonly List<Activation> workers = [];
    private int turn;

    public Activation Choose(Silo? from)
    {
        lock (workers)
        {
            workers.RemoveAll(worker => !worker.IsValid);
            var silo = from is { IsOpen: true } ? from : host.Placer.Choose(grainClass, grainId, from);
            var local = workers.FindAll(worker => worker.Silo == silo && worker.IsValid);
            var free = local.Find(worker => worker.IsFree);
            if (free is not null)
            {
                return free;
            }

            if (local.Count < limit)
            {
                var made = new Activation(host, silo, grainClass, grainId);
                if (silo.Add(made))
                {
                    workers.Add(made);
                    return made;
                }
            }

            return local.Count > 0 ? local[turn++ % local.Count] : throw new SiloUnavailableException($"no silo is running that could activate {grainId}");
        }
    }

    public void Remove(Activation activation)
    {
        lock (workers)
        {
            workers.Remove(activation);
        }
    }
}
