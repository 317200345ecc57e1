namespace Orleans;

/// <summary>The type crosses between silos. In one process nothing is serialized: arguments travel by reference.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Enum)]
public sealed class GenerateSerializerAttribute : Attribute;

/// <summary>Names a member within its type, stable across versions.</summary>
[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class IdAttribute(uint id) : Attribute
{
    public uint Id { get; } = id;
}

/// <summary>Names a type, an interface or a method, stable across versions.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Enum | AttributeTargets.Interface | AttributeTargets.Method)]
public sealed class AliasAttribute(string alias) : Attribute
{
    public string Alias { get; } = alias;
}

/// <summary>The value is never changed after it was handed over, so that it need not be copied.</summary>
[AttributeUsage(AttributeTargets.All)]
public sealed class ImmutableAttribute : Attribute;

/// <summary>The name of a grain class within grain ids; by default the class's name in lower case without its ending "Grain".</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class GrainTypeAttribute(string grainType) : Attribute
{
    public string GrainType { get; } = grainType;
}
