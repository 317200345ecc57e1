using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using Orleans.Runtime.Placement;

namespace Orleans.Runtime.Placement
{
    /// <summary>The grain that is to be placed.</summary>
    public readonly struct PlacementTarget(GrainId grainIdentity)
    {
        public GrainId GrainIdentity { get; } = grainIdentity;
    }
}

namespace Orleans.Placement
{
    /// <summary>Put on a grain class: narrows down the silos that may run its grains.</summary>
    /// <param name="placementFilterStrategy">Which filter.</param>
    [AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
    public abstract class PlacementFilterAttribute(PlacementFilterStrategy placementFilterStrategy) : Attribute
    {
        public PlacementFilterStrategy PlacementFilterStrategy { get; } = placementFilterStrategy;
    }

    /// <summary>A filter's parameters; the work is done by its director.</summary>
    /// <param name="order">Filters of one class run in ascending order.</param>
    public abstract class PlacementFilterStrategy(int order)
    {
        public int Order { get; } = order;
    }

    /// <summary>Narrows down the silos that may run a grain.</summary>
    public interface IPlacementFilterDirector
    {
        /// <summary>Those of <paramref name="silos"/> that may run the grain; none of them makes the call fail.</summary>
        IEnumerable<SiloAddress> Filter(PlacementFilterStrategy filterStrategy, PlacementTarget target, IEnumerable<SiloAddress> silos);
    }

    /// <summary>Registers placement filters.</summary>
    public static class PlacementFilterExtensions
    {
        public static IServiceCollection AddPlacementFilter<TFilter, TDirector>(this IServiceCollection services, ServiceLifetime strategyLifetime)
            where TFilter : PlacementFilterStrategy, new()
            where TDirector : class, IPlacementFilterDirector
        {
            services.Add(ServiceDescriptor.DescribeKeyed(typeof(PlacementFilterStrategy), typeof(TFilter).Name, typeof(TFilter), strategyLifetime));
            return services.AddKeyedSingleton<IPlacementFilterDirector, TDirector>(typeof(TFilter));
        }
    }
}
