using Orleans;
using Orleans.Runtime;

namespace NetMesh.GrainModel.Calls;

/// <summary>Points at the generated list of an assembly's grain interfaces and classes.</summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class GrainAssemblyAttribute(Type registry) : Attribute
{
    /// <summary>A class that implements <see cref="IGrainRegistry"/> and has a public parameterless constructor.</summary>
    public Type Registry { get; } = registry;
}

/// <summary>The generated list of an assembly's grain interfaces and classes.</summary>
public interface IGrainRegistry
{
    IReadOnlyList<GrainInterfaceEntry> Interfaces { get; }

    IReadOnlyList<GrainClassEntry> Classes { get; }
}

/// <summary>A grain interface and how a reference of it is made.</summary>
public sealed record GrainInterfaceEntry(Type Interface, Func<GrainPort, GrainId, GrainReference> CreateReference);

/// <summary>A grain class.</summary>
/// <param name="Class">The class.</param>
/// <param name="GrainType">Its name in grain ids.</param>
/// <param name="Interfaces">The grain interfaces it implements.</param>
public sealed record GrainClassEntry(Type Class, string GrainType, IReadOnlyList<Type> Interfaces);
