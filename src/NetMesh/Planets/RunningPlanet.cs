using NetMesh.Control;
using NetMesh.Planet.Hosts;

namespace NetMesh.Planets;

/// <summary>A planet that runs: composition of everything.</summary>
internal sealed class RunningPlanet : IAsyncDisposable
{
    public PlanetMap Map => throw new NotSupportedException();
    public IGrainFactory Grains => throw new NotSupportedException();
    public PlanetSwarms Swarms => throw new NotSupportedException();
    public EntryPoints EntryPoints() => throw new NotSupportedException();
    public static Task<RunningPlanet> StartAsync(PlanetSettings settings) { using var data = DataFolder.Open(settings.DataPath); throw new NotSupportedException(); }
    public ValueTask DisposeAsync() => default;
}
