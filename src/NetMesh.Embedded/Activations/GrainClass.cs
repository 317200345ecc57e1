using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using NetMesh.GrainModel.Calls;
using Orleans.Concurrency;
using Orleans.Placement;

namespace NetMesh.Embedded.Activations;

/// <summary>What the host knows of a grain class: how to construct it and how its calls may interleave.</summary>
internal sealed class GrainClass
{
    private readonly ObjectFactory factory;
    private readonly (Type StateType, PersistentStateAttribute Attribute)[] states;

    public GrainClass(GrainClassEntry entry)
    {
        Entry = entry;
        Type = new GrainType(entry.GrainType);
        IsReentrant = entry.Class.IsDefined(typeof(ReentrantAttribute), inherit: true);
        MaxLocalWorkers = entry.Class.GetCustomAttribute<StatelessWorkerAttribute>(inherit: true)?.MaxLocalWorkers;
        Filters = [.. entry.Class.GetCustomAttributes<PlacementFilterAttribute>(inherit: true)
            .Select(attribute => attribute.PlacementFilterStrategy).OrderBy(strategy => strategy.Order)];
        var constructor = Constructor(entry.Class);
        var parameters = constructor.GetParameters()
            .Select(parameter => (parameter.ParameterType, Attribute: parameter.GetCustomAttribute<PersistentStateAttribute>()))
            .Where(parameter => parameter.Attribute is not null).ToArray();
        foreach (var (type, attribute) in parameters)
        {
            if (!type.IsConstructedGenericType || type.GetGenericTypeDefinition() != typeof(IPersistentState<>))
            {
                throw new InvalidOperationException(
                    $"{entry.Class}: the parameter with [PersistentState(\"{attribute!.StateName}\")] must be of type IPersistentState<T>, not {type}");
            }
        }

        states = [.. parameters.Select(parameter => (parameter.ParameterType.GetGenericArguments()[0], parameter.Attribute!))];
        factory = ActivatorUtilities.CreateFactory(entry.Class, [.. parameters.Select(parameter => parameter.ParameterType)]);
    }

    public GrainClassEntry Entry { get; }

    public GrainType Type { get; }

    public bool IsReentrant { get; }

    /// <summary>For stateless workers the most per silo and id, below 1 for the host's choice; null for all others.</summary>
    public int? MaxLocalWorkers { get; }

    public IReadOnlyList<PlacementFilterStrategy> Filters { get; }

    public IReadOnlyList<(Type StateType, PersistentStateAttribute Attribute)> States => states;

    public object Construct(IServiceProvider services, object[] stateArguments) => factory(services, stateArguments);

    private static ConstructorInfo Constructor(Type type)
    {
        var constructors = type.GetConstructors();
        return constructors.FirstOrDefault(each => each.IsDefined(typeof(ActivatorUtilitiesConstructorAttribute)))
            ?? constructors.MaxBy(each => each.GetParameters().Length)
            ?? throw new InvalidOperationException($"grain class {type} has no public constructor");
    }
}
