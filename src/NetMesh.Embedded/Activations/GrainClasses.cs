using System.Collections.Concurrent;
using System.Reflection;
using NetMesh.GrainModel.Calls;

namespace NetMesh.Embedded.Activations;

/// <summary>The grain classes and interfaces of the assemblies the host was given, from their generated lists.</summary>
internal sealed class GrainClasses
{
    private readonly Dictionary<string, GrainClass> classes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, GrainClassEntry> entries = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Type, GrainInterfaceEntry> interfaces = new();
    private readonly ConcurrentDictionary<(Type Interface, string? Prefix), GrainType> resolved = new();
    private readonly ConcurrentDictionary<Assembly, bool> read = new();

    public GrainClasses(IEnumerable<Assembly> assemblies)
    {
        foreach (var assembly in assemblies.Distinct())
        {
            foreach (var entry in Read(assembly)?.Classes ?? [])
            {
                if (entries.TryGetValue(entry.GrainType, out var other) && other.Class != entry.Class)
                {
                    throw new InvalidOperationException($"{entry.Class} and {other.Class} are both called {entry.GrainType}: give one a [GrainType]");
                }

                entries[entry.GrainType] = entry;
            }
        }
    }

    /// <exception cref="ArgumentException">No class has this name.</exception>
    public GrainClass Of(GrainType type)
    {
        lock (classes)
        {
            var name = type.ToString();
            if (!classes.TryGetValue(name, out var found))
            {
                found = new GrainClass(entries.TryGetValue(name, out var entry) ? entry : throw new ArgumentException($"no grain class is called {name}"));
                classes[name] = found;
            }

            return found;
        }
    }

    public GrainInterfaceEntry Interface(Type type)
    {
        if (interfaces.TryGetValue(type, out var found))
        {
            return found;
        }

        Read(type.Assembly);
        return interfaces.TryGetValue(type, out found)
            ? found
            : throw new ArgumentException($"{type} has no generated proxy: does its project set UsesGrainModel, and is it a grain interface?");
    }

    /// <summary>The class behind an interface.</summary>
    /// <exception cref="ArgumentException">None, or several, and neither name nor prefix decides.</exception>
    public GrainType Resolve(Type type, string? prefix) => resolved.GetOrAdd((type, prefix), Find);

    private GrainType Find((Type Interface, string? Prefix) asked)
    {
        var found = entries.Values.Where(entry => entry.Interfaces.Contains(asked.Interface))
            .Where(entry => asked.Prefix is null || entry.Class.FullName!.StartsWith(asked.Prefix, StringComparison.Ordinal))
            .OrderBy(entry => entry.Class.FullName, StringComparer.Ordinal).ToArray();
        var named = found.Where(entry => "I" + entry.Class.Name == asked.Interface.Name).ToArray();
        var chosen = found.Length == 1 ? found[0] : named.Length == 1 ? named[0] : null;
        return chosen is not null
            ? new GrainType(chosen.GrainType)
            : throw new ArgumentException(found.Length == 0
                ? $"no grain class implements {asked.Interface}: was its assembly given to the host?"
                : $"several grain classes implement {asked.Interface}: {string.Join(", ", found.Select(entry => entry.Class.FullName))}; name one by its prefix");
    }

    private IGrainRegistry? Read(Assembly assembly)
    {
        if (assembly.GetCustomAttribute<GrainAssemblyAttribute>() is not { } attribute)
        {
            return null;
        }

        var registry = (IGrainRegistry)Activator.CreateInstance(attribute.Registry)!;
        if (read.TryAdd(assembly, true))
        {
            foreach (var entry in registry.Interfaces)
            {
                interfaces.TryAdd(entry.Interface, entry);
            }
        }

        return registry;
    }
}
