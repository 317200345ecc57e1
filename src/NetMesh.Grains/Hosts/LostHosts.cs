using NetMesh.Contracts.Swarms;
using NetMesh.Planet.Faults;
using NetMesh.Planet;
using NetMesh.Protocols.Addressing;

namespace NetMesh.Grains.Hosts;

/// <summary>What follows when grains were lost with their silo: to the rest of the planet it looks as if their machines had lost power.</summary>
public static class LostHosts
{
    /// <summary>
    /// Resets the streams of every host among the lost grains, and wakes the swarms among them, which bring back their members. Other programs come back
    /// with the first thing that arrives for them.
    /// </summary>
    public static void Recover(IReadOnlyList<GrainId> lost, INetwork network, IGrainFactory grains) => Recover(lost, network, grains, PlantedBug.None);

    internal static void Recover(IReadOnlyList<GrainId> lost, INetwork network, IGrainFactory grains, PlantedBug bug)
    {
        foreach (var grain in lost)
        {
            if (IPv4Address.TryParse(grain.Key.ToString(), out var address) && bug != PlantedBug.DeadSilosNotReset)
            {
                network.ResetHost(address);
            }
        }

        foreach (var grain in lost)
        {
            if (string.Equals(grain.Type.ToString(), "swarm", StringComparison.Ordinal) && bug != PlantedBug.LostProgramsNotWoken)
            {
                _ = grains.GetGrain<ISwarmGrain>(grain.Key.ToString()!).LookAsync();
            }
        }
    }
}
