using NetMesh.Contracts.Hosts;

namespace NetMesh.Grains.Hosts;

/// <summary>A kind of program that hosts can run. One that is registered as a service is known to the <see cref="HostDoor"/>, beside those that it lists itself.</summary>
/// <param name="Service">Its name in the planet's directory.</param>
/// <param name="Grain">The grain that is this program, on the host of this address.</param>
public sealed record HostProgram(string Service, Func<IGrainFactory, string, IHostGrain> Grain);
