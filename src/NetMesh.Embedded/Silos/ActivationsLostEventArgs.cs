namespace NetMesh.Embedded;

/// <summary>Grains lost with a silo.</summary>
/// <param name="silo">The silo's label.</param>
/// <param name="grains">Who was active on it, in the order of activation.</param>
public sealed class ActivationsLostEventArgs(string silo, IReadOnlyList<GrainId> grains) : EventArgs
{
    public string Silo { get; } = silo;

    public IReadOnlyList<GrainId> Grains { get; } = grains;
}
