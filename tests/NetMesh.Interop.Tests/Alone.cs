namespace NetMesh.Interop.Tests;

/// <summary>Tests that measure what they take of the machine, or whose clients are to do something in time: nothing else runs beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Alone
{
    public const string Name = "alone";
}
