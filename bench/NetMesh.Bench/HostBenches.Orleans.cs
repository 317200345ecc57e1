namespace NetMesh.Bench;

/// <summary>Benches of what runs the grains: none of Orleans yet.</summary>
internal static class HostBenches
{
    public static (string Name, Func<string[], int> Run)[] All { get; } = [];
}
