using NetMesh.Labs.Workloads.Names;
using NetMesh.Labs.Workloads.Objects;

namespace NetMesh.Labs.Workloads;

/// <summary>Everything that can happen in a lab besides its world's swarms, one readable list. A new workload is a file in this folder and an entry here.</summary>
internal static class WorkloadCatalog
{
    public static IReadOnlyList<WorkloadKind> All { get; } =
    [
        Transfers.Kind,
        Arrivals.Kind,
        Flood.Kind,
        Forgeries.Kind,
        Lookups.Kind,
        ZoneUpdates.Kind,
    ];
}
