using Microsoft.Extensions.DependencyInjection;
using NetMesh.Embedded.Activations;
using NetMesh.GrainModel.Calls;
using Orleans.Placement;
using Orleans.Runtime.Placement;

namespace NetMesh.Embedded.Silos;

/// <summary>Chooses the silo of a new activation: the filters of its class narrow them down, and a hash of the id spreads grains over the rest.</summary>
internal sealed class Placer(SiloTable silos)
{
    /// <param name="from">The silo that asks, whose filter directors decide; null: any.</param>
    /// <exception cref="OrleansException">No silo runs, or the filters let none through.</exception>
    public Silo Choose(GrainClass grainClass, GrainId grainId, Silo? from)
    {
        var alive = silos.Alive;
        if (alive.Count == 0)
        {
            throw new SiloUnavailableException($"no silo is running that could activate {grainId}");
        }

        if (grainClass.Filters.Count == 0)
        {
            return alive.Count == 1 ? alive[0] : Spread(alive, grainId);
        }

        var services = (from is { IsAlive: true } ? from : alive[0]).Services;
        IEnumerable<SiloAddress> addresses = alive.Select(silo => silo.Address);
        foreach (var strategy in grainClass.Filters)
        {
            var director = services.GetKeyedService<IPlacementFilterDirector>(strategy.GetType())
                ?? throw new OrleansException($"no director is registered for placement filter {strategy.GetType()}: call services.AddPlacementFilter");
            addresses = director.Filter(strategy, new PlacementTarget(grainId), addresses);
        }

        var left = addresses.ToHashSet();
        var candidates = alive.Where(silo => left.Contains(silo.Address)).ToArray();
        return candidates.Length > 0
            ? Spread(candidates, grainId)
            : throw new OrleansException($"the placement filters of {grainClass.Entry.Class} leave no silo for {grainId}");
    }

    private static Silo Spread(IReadOnlyList<Silo> candidates, GrainId grainId) =>
        candidates[(int)(TracePayload.Mix(17, TracePayload.Of(grainId.Key.ToString())) % (ulong)candidates.Count)];
}
