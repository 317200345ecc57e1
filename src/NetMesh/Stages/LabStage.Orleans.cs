using NetMesh.Commands;
using NetMesh.Labs.Runs;

namespace NetMesh.Stages;

/// <summary>Orleans' silos live on the wall clock and share the process with nobody: labs need the default build.</summary>
internal static class LabStage
{
    /// <exception cref="CommandFailure">Always.</exception>
    public static IStage Create(bool realtime) => throw new CommandFailure(
        ExitCodes.Unusable, "labs run on the default build of netmesh; this one was made with -p:GrainHost=Orleans");
}
