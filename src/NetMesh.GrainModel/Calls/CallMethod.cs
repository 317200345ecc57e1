namespace NetMesh.GrainModel.Calls;

/// <summary>How calls of a method may be run.</summary>
[Flags]
public enum CallRules
{
    None = 0,
    OneWay = 1,
    ReadOnly = 2,
    AlwaysInterleave = 4,
}

/// <summary>A method of a grain interface. For generated code.</summary>
/// <param name="interfaceName">Full name of the interface that declares it.</param>
/// <param name="name">The method's name and parameter types.</param>
/// <param name="identity">Both folded to 64 bits, for the trace.</param>
/// <param name="rules">How it may be run.</param>
public sealed class CallMethod(string interfaceName, string name, ulong identity, CallRules rules)
{
    public string InterfaceName { get; } = interfaceName;

    public string Name { get; } = name;

    public ulong Identity { get; } = identity;

    public CallRules Rules { get; } = rules;

    public override string ToString() => $"{InterfaceName}.{Name}";
}
