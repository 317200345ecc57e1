using System.Reflection;
using NetMesh.Testing;
using Orleans;

namespace NetMesh.House.Tests;

/// <summary>
/// <c>NetMesh.Testing</c> can be referenced beside Orleans: whatever a user's code can reach from its public types holds no type of the grain model, which has
/// the names of Orleans' own.
/// </summary>
public sealed class TestingSurfaceTests
{
    private const BindingFlags Members = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly Assembly GrainModel = typeof(IGrainFactory).Assembly;

    [Fact]
    public void Nothing_that_a_user_can_reach_is_of_the_grain_model()
    {
        var reached = Reached(typeof(Mesh).Assembly.GetExportedTypes());
        Assert.Contains(typeof(NetMesh.Contracts.Peers.PeerStatus), reached.Keys);
        Assert.Empty(reached.Where(pair => pair.Key.Assembly == GrainModel).Select(pair => $"{pair.Value} shows {pair.Key}"));
    }

    // The search would see it: the contract of a host's program does show the model.
    [Fact]
    public void The_search_finds_the_grain_model_where_it_shows() =>
        Assert.Contains(Reached([typeof(NetMesh.Contracts.Hosts.IHostGrain)]).Keys, type => type.Assembly == GrainModel);

    /// <summary>All types reached from these, each with the one that showed it first.</summary>
    private static Dictionary<Type, Type> Reached(IEnumerable<Type> from)
    {
        var shownBy = new Dictionary<Type, Type>();
        var left = new Queue<(Type Type, Type By)>(from.Select(type => (type, type)));
        while (left.TryDequeue(out var next))
        {
            foreach (var type in Parts(next.Type))
            {
                // What others than us have made knows nothing of grains.
                if (type.Assembly.GetName().Name!.StartsWith("NetMesh.", StringComparison.Ordinal) && shownBy.TryAdd(type, next.By) && type.Assembly != GrainModel)
                {
                    Shown(type).ToList().ForEach(shown => left.Enqueue((shown, type)));
                }
            }
        }

        return shownBy;
    }

    private static IEnumerable<Type> Parts(Type type) =>
        type.HasElementType ? Parts(type.GetElementType()!)
        : type.IsGenericParameter ? type.GetGenericParameterConstraints().SelectMany(Parts)
        : type.IsGenericType ? type.GetGenericArguments().SelectMany(Parts).Append(type.GetGenericTypeDefinition())
        : [type];

    // Base types, interfaces, and whatever public and protected members mention.
    private static IEnumerable<Type> Shown(Type type) =>
    [
        .. type.BaseType is { } parent ? [parent] : Type.EmptyTypes,
        .. type.GetInterfaces(),
        .. type.IsGenericTypeDefinition ? type.GetGenericArguments() : [],
        .. type.GetFields(Members).Where(field => field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly).Select(field => field.FieldType),
        .. type.GetConstructors(Members).Where(IsShown).SelectMany(made => made.GetParameters()).Select(parameter => parameter.ParameterType),
        .. type.GetMethods(Members).Where(IsShown).SelectMany(method =>
            method.GetParameters().Select(parameter => parameter.ParameterType).Append(method.ReturnType).Concat(method.GetGenericArguments())),
        .. type.GetNestedTypes(Members).Where(nested => nested.IsNestedPublic || nested.IsNestedFamily || nested.IsNestedFamORAssem),
    ];

    private static bool IsShown(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;
}
