namespace NetMesh.Interop.Tests;

/// <summary>Tests that take all of the machine, or measure what they take: nothing else runs beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}
